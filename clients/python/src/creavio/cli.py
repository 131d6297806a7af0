"""The `creavio` command: finds the API and the profile, runs a command, explains refusals."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence

from creavio import commands
from creavio.address import find_api_url
from creavio.chat.conversation import explain
from creavio.client import Client
from creavio.commands import CommandError, Context
from creavio.doctor.examine import TIMEOUT_S
from creavio.errors import CreavioError, NotLoggedInError, ProblemError, SessionEndedError
from creavio.profiles import DEFAULT, Profile
from creavio.text import safe

INTERRUPTED = 130
HISTORY_LINES = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 for a refusal, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(_run(options))
    except KeyboardInterrupt:
        return 0 if options.command == "chat" else INTERRUPTED
    except EOFError:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except CommandError as error:
        return _complain(str(error), 2)
    except CreavioError as error:
        return _complain(_explained(error, options), 1)
    except (OSError, ValueError, TimeoutError) as error:
        return _complain(str(error) or type(error).__name__, 1)


async def _run(options: argparse.Namespace) -> int:
    profile = Profile(options.profile)
    api_url = find_api_url(options.api) or profile.last_api
    if api_url is None:
        raise CommandError("which API? pass --api URL, set CREAVIO_API, or run `make up` first")
    address = api_url.rstrip("/").removesuffix("/v1")
    async with Client(address, store=profile.store(address)) as client:
        run: Callable[[Context], Awaitable[int]] = options.run
        return await run(Context(client, profile, options))


def _explained(error: CreavioError, options: argparse.Namespace) -> str:
    whose = "" if options.profile == DEFAULT else f" --as {options.profile}"
    login = f"creavio{whose} login"
    if isinstance(error, SessionEndedError):
        return f"your session has ended; log in again: {login}"
    if isinstance(error, NotLoggedInError):
        return f"nobody is logged in here; first: {login} (or register)"
    text = explain(error)
    if isinstance(error, ProblemError) and error.status >= 500 and error.request_id:
        text += f" (request {error.request_id})"
    return text


def _complain(text: str, status: int) -> int:
    print(f"creavio: {safe(text)}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="creavio", description="Talk in Creavio communities from a terminal."
    )
    _common(parser, api=None, profile=DEFAULT)
    actions = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def action(name: str, run: Callable[[Context], Awaitable[int]]) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=run.__doc__, description=run.__doc__)
        _common(added, api=argparse.SUPPRESS, profile=argparse.SUPPRESS)
        added.set_defaults(run=run)
        return added

    signing_up = action("register", commands.register)
    signing_up.add_argument("handle", nargs="?", metavar="HANDLE")
    signing_up.add_argument("--email")
    signing_up.add_argument("--name", help="display name")
    logging_in = action("login", commands.login)
    logging_in.add_argument("login", nargs="?", metavar="HANDLE|EMAIL")
    for secretive in (signing_up, logging_in):
        secretive.add_argument(
            "--password-stdin", action="store_true", help="read the password from the input"
        )
    for name in ("logout", "whoami", "communities"):
        action(name, getattr(commands, name))
    _add_community_actions(action)
    looking = action("doctor", commands.doctor)
    looking.add_argument("--stage", help="look into its AWS account too, with your credentials")
    looking.add_argument("--json", action="store_true", help="for programs")
    looking.add_argument("--timeout", type=float, default=TIMEOUT_S, metavar="SECONDS")
    return parser


def _add_community_actions(
    action: Callable[[str, Callable[[Context], Awaitable[int]]], argparse.ArgumentParser],
) -> None:
    founding = action("create", commands.create)
    founding.add_argument("name", metavar="NAME")
    founding.add_argument("--public", action="store_true", help="anybody may find and join it")
    inviting = action("invite", commands.invite)
    inviting.add_argument("community", metavar="COMMUNITY", help="a name or an id")
    inviting.add_argument("--uses", type=int, default=0, help="0 (default): any number")
    inviting.add_argument("--hours", type=int, default=7 * 24, help="valid how long; 0: for ever")
    action("join", commands.join).add_argument("code", metavar="CODE")
    auditing = action("audit", commands.audit)
    auditing.add_argument("community", metavar="COMMUNITY", help="a name or an id")
    auditing.add_argument("--last", type=_count, default=50, help="how many entries to show")
    auditing.add_argument("--verify", action="store_true", help="check the whole log")
    auditing.add_argument("--known", metavar="N:HASH", help="what --verify printed earlier")
    chatting = action("chat", commands.chat)
    chatting.add_argument(
        "place", nargs="?", metavar="CHANNEL|COMMUNITY", help="a name, an id, COMMUNITY/CHANNEL"
    )
    chatting.add_argument("--history", type=_count, default=HISTORY_LINES, help="earlier messages")
    chatting.add_argument("--plain", action="store_true", help="lines, also in a terminal")
    chatting.add_argument(
        "--follow", action="store_true", help="plain mode: stay when the input has ended"
    )


def _common(parser: argparse.ArgumentParser, *, api: str | None, profile: str) -> None:
    parser.add_argument("--api", metavar="URL", default=api, help="the API's base, without /v1")
    parser.add_argument(
        "--as", dest="profile", metavar="NAME", default=profile, help="which of several people"
    )


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError("from 0 to 100")
    return number


if __name__ == "__main__":
    sys.exit(main())
