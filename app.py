"""The whole platform, for ``cdk synth`` and ``cdk deploy``: needs no network and no credentials."""

import os

# Read by the CDK when it is imported: no banner about Node versions that work but are past support.
os.environ["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "18,20"

from aws_cdk import App

from layers.dependencies.build import BuildError
from stacks.acknowledgements import guard
from stacks.catalog import Catalog, CatalogError
from stacks.config import LOCAL, Config, ConfigError
from stacks.platform import platform


def main() -> None:
    """Synthesize; what an operator or developer must mend ends with a message, not a traceback."""
    app = App()
    try:
        config = Config.of(app.node.get_all_context())
        platform(app, config, Catalog.load())
        if config.stage != LOCAL:
            guard(app)
    except (ConfigError, CatalogError, BuildError) as error:
        raise SystemExit(f"error: {error}") from None
    try:
        app.synth()
    except RuntimeError as error:
        if "Validation failed" not in str(error):
            raise
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
