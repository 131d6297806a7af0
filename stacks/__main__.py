"""``python -m stacks deploy|diff|destroy``: what `make` runs, with its checks before the CDK."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

# Read by the CDK when it is imported; see app.py.
os.environ["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "18,20"

from layers.dependencies.build import BuildError, build
from stacks.checks import CDK, Account, NotReady, check_account, check_context, check_tools
from stacks.config import ROOT, Config

COMMANDS = {
    "deploy": ["deploy", "--all", "--concurrency", "1", "--require-approval", "never"],
    "diff": ["diff", "--all"],
    "destroy": ["destroy", "--all", "--force"],
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, say where it goes, run the CDK; its exit code, or 2 when nothing was begun."""
    asked = _parser().parse_intermixed_args(arguments)
    try:
        context = _context(asked.stage, asked.context)
        config = check_context(context)
        if asked.command == "destroy":
            check_may_be_destroyed(config)
        check_tools()
        account = check_account(os.environ)
        if config.layer_dir is None:
            build(config.architecture)
    except (NotReady, BuildError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{asked.command} of stage {config.stage}: {account}", flush=True)
    return _run(COMMANDS[asked.command], context, account)


def check_may_be_destroyed(config: Config) -> None:
    """Raises NotReady where people's data lives."""
    if config.keeps_data:
        raise NotReady(
            f"stage {config.stage} holds people's data: this command destroys only dev and local. "
            "docs/operations.md says how a stage with data is given up by hand"
        )


def _context(stage: str, pairs: Sequence[str]) -> dict[str, str]:
    """``name=value`` as it stands in ``make deploy CONTEXT=...``. Raises NotReady."""
    if odd := [pair for pair in pairs if "=" not in pair]:
        raise NotReady(f"context is given as name=value, not {odd[0]!r}")
    given = dict(pair.split("=", 1) for pair in pairs)
    if given.get("stage", stage) != stage:
        raise NotReady(f"two stages: STAGE={stage} and stage={given['stage']}")
    return {"stage": stage} | given


def _run(command: list[str], context: Mapping[str, str], account: Account) -> int:
    words = [word for pair in context.items() for word in ("-c", "=".join(pair))]
    where = {"AWS_REGION": account.region, "CDK_DISABLE_CLI_TELEMETRY": "true"}
    app = f"{sys.executable} app.py"
    return subprocess.run(
        [str(CDK), *command, "--app", app, *words], cwd=ROOT, env=os.environ | where, check=False
    ).returncode


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m stacks", description=__doc__)
    made.add_argument("command", choices=COMMANDS)
    made.add_argument("--stage", required=True)
    made.add_argument("context", nargs="*", metavar="name=value", help="see stacks/README.md")
    return made


if __name__ == "__main__":
    sys.exit(main())
