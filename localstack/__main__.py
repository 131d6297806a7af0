"""`python -m localstack up|down|status|logs|url`: the local platform's command line."""

import sys

from localstack.cli import main

sys.exit(main(sys.argv[1:]))
