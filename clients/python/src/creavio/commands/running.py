"""What every command is given and shows; `Actions` is where it says how it is called."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from creavio.client import Client
from creavio.errors import CreavioError, NotLoggedInError
from creavio.models import Community, User
from creavio.places import find_community
from creavio.profiles import Profile
from creavio.text import safe_line

USER_ID = "usr_"

type Run = Callable[[Context], Awaitable[int]]


class CommandError(CreavioError):
    """The command cannot be carried out as it was called."""


class Context:
    """A command's client, profile and options."""

    def __init__(self, client: Client, profile: Profile, options: argparse.Namespace) -> None:
        self.client = client
        self.profile = profile
        self.options = options

    async def me(self) -> User:
        """Who is logged in. Raises `NotLoggedInError`."""
        if self.client.tokens is None:
            raise NotLoggedInError("nobody is logged in")
        return self.client.tokens.user or await self.client.users.me()

    async def community(self) -> Community:
        """The one that was named by id or name. Raises `NoSuchPlaceError`."""
        return await find_community(self.client, self.options.community)

    async def user_id(self, named: str | None = None) -> str:
        """Whoever was named by handle or id, or `me`. Raises `CommandError`."""
        wanted = str(named or self.options.user)
        if wanted.startswith(USER_ID):
            return wanted
        if wanted == "me":
            return (await self.me()).id
        found = await self.client.users.find(wanted)
        if found is None:
            raise CommandError(f"nobody is called {wanted!r}")
        return found.id

    async def names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """The handles of these people; who is gone keeps their id."""
        ids = list(user_ids)
        found = await self.client.users.many(ids)
        return {one: safe_line(found[one].handle) if one in found else one for one in ids}


class Actions:
    """The commands of one level, each a function whose docstring is its help."""

    def __init__(
        self,
        parser: argparse.ArgumentParser,
        common: Callable[[argparse.ArgumentParser], None],
        dest: str = "command",
    ) -> None:
        self._common = common
        self._parsers = parser.add_subparsers(dest=dest, required=True, metavar=dest.upper())

    def add(self, name: str, run: Run, *positionals: str) -> argparse.ArgumentParser:
        """A command; `positionals` are named as the options they become."""
        added = self._parsers.add_parser(name, help=run.__doc__, description=run.__doc__)
        self._common(added)
        added.set_defaults(run=run)
        for positional in positionals:
            added.add_argument(positional, metavar=positional.upper())
        return added

    def moderating(self, name: str, run: Run, *positionals: str) -> argparse.ArgumentParser:
        """A command whose reason goes to the audit log."""
        added = self.add(name, run, *positionals)
        added.add_argument("--reason", help="for the audit log")
        return added

    def group(self, name: str, text: str) -> Actions:
        """Commands below a word, such as `role list`."""
        return Actions(self._parsers.add_parser(name, help=text), self._common, "action")


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A table for people, tab-separated lines for programs."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(row))
        return
    shown = Table(*heads, box=box.SIMPLE)
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    Console().print(shown)


def hint(text: str) -> None:
    """What could be done next; only people want to know."""
    if sys.stdout.isatty():
        print(text, file=sys.stderr)


def when(at: datetime | None) -> str:
    """A time for a table: in UTC, to the minute."""
    return at.strftime("%Y-%m-%d %H:%M") if at else ""
