"""``accounts suspend | reinstate``: an account may not act until it is reinstated."""

from __future__ import annotations

import argparse
import json

from ops.stage import OpsError, Stage


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``accounts`` and what follows it."""
    made = commands.add_parser("accounts", help="suspended accounts").add_subparsers(required=True)
    for verb, text in (("suspend", "refuse it everything"), ("reinstate", "let it act again")):
        command = made.add_parser(verb, help=text)
        command.add_argument("user", help="the account's id, usr_…")
        command.set_defaults(run=run, verb=verb)


def run(stage: Stage, asked: argparse.Namespace) -> int:
    """Let the job do it; doing it again changes nothing."""
    detail = {"user_id": asked.user, "reinstate": asked.verb == "reinstate"}
    answer = stage.client("lambda", patient=True).invoke(
        FunctionName=stage.of("auth", "suspend-account"),
        Payload=json.dumps({"detail": detail}).encode(),
    )
    if answer.get("FunctionError"):
        raise OpsError(f"the job failed: is there an account {asked.user!r}? It may be run again")
    print(f"{asked.user}: done; functions that remember a session know within 5 seconds")
    return 0
