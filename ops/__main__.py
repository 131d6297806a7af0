"""``python -m ops <command>``: look after a running stage, on AWS or where AWS_ENDPOINT_URL points.

A module of commands has ``add_commands(commands)``, which adds its parsers; each parser sets
``run``, called with a Stage and the parsed arguments, answering the exit code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from ops import accounts, backup, dead_letters, events, keys, rebuild
from ops.stage import OpsError, Stage

MODULES = (accounts, dead_letters, events, rebuild, backup, keys)


def parser() -> argparse.ArgumentParser:
    """All commands."""
    made = argparse.ArgumentParser(prog="python -m ops", description=(__doc__ or "").split(":")[0])
    made.add_argument("--stage", required=True, help="the stage, such as dev or local")
    commands = made.add_subparsers(required=True, metavar="command")
    for module in MODULES:
        module.add_commands(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all of it was done, 1 when not, 2 when the words are wrong."""
    asked = parser().parse_args(arguments)
    try:
        return int(asked.run(Stage(asked.stage), asked))
    except OpsError as error:
        print(f"ops: {error}", file=sys.stderr)
    except (ClientError, BotoCoreError) as error:
        print(f"ops: AWS refused or could not be reached: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
