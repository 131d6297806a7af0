"""The `creavio` command: finds the API and the profile, runs a command, explains refusals."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from creavio.address import find_api_url
from creavio.chat.conversation import explain
from creavio.client import Client
from creavio.commands import add_all
from creavio.commands.running import Actions, CommandError, Context
from creavio.errors import CreavioError, NotLoggedInError, ProblemError, SessionEndedError
from creavio.profiles import DEFAULT, Profile
from creavio.text import safe

INTERRUPTED = 130


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
    if isinstance(error, ProblemError) and error.missing_permissions:
        place = getattr(options, "community", None) or getattr(options, "place", "PLACE")
        text += f"; why: creavio{whose} explain {place} {error.missing_permissions[0]}"
    if isinstance(error, ProblemError) and error.status >= 500 and error.request_id:
        text += f" (request {error.request_id})"
    return text


def _complain(text: str, status: int) -> int:
    print(f"creavio: {safe(text)}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="creavio", description="Talk in Creavio communities from a terminal, and run them."
    )
    _common(parser, api=None, profile=DEFAULT)
    absent = partial(_common, api=argparse.SUPPRESS, profile=argparse.SUPPRESS)
    add_all(Actions(parser, absent))
    return parser


def _common(parser: argparse.ArgumentParser, *, api: str | None, profile: str) -> None:
    parser.add_argument("--api", metavar="URL", default=api, help="the API's base, without /v1")
    parser.add_argument(
        "--as", dest="profile", metavar="NAME", default=profile, help="which of several people"
    )


if __name__ == "__main__":
    sys.exit(main())
