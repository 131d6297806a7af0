"""What each `creavio` command does."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from creavio.audit import Checkpoint
from creavio.chat import plain, terminal
from creavio.chat.conversation import Conversation
from creavio.client import Client
from creavio.connection import Timing
from creavio.doctor import examine
from creavio.doctor.account import examine_account
from creavio.doctor.findings import as_json, as_text, exit_status
from creavio.errors import CreavioError, MfaRequiredError, NotLoggedInError
from creavio.models import User
from creavio.places import find_community, find_place
from creavio.profiles import Profile
from creavio.text import safe_line

PASSWORD_VARIABLE = "CREAVIO_PASSWORD"
SHOWN_OF_AN_ENTRY = ("at", "actor_id", "action", "target_id", "reason")


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


async def register(context: Context) -> int:
    """Sign up and stay logged in."""
    options = context.options
    handle = options.handle or _ask("handle")
    email = options.email or _ask("email")
    secret = _password(options, twice=True)
    tokens = await context.client.register(email, secret, handle, display_name=options.name)
    await context.profile.remember(context.client.api_url)
    print(f"welcome, {safe_line(tokens.user.handle if tokens.user else handle)}")
    return 0


async def login(context: Context) -> int:
    """Log in; asks for the second factor where one is set up."""
    who = context.options.login or _ask("handle or email")
    try:
        tokens = await context.client.login(
            who, _password(context.options), device_name="creavio command line"
        )
    except MfaRequiredError as second:
        tokens = await context.client.verify_mfa(second.ticket, _ask("code"))
    await context.profile.remember(context.client.api_url)
    print(f"logged in as {safe_line(tokens.user.handle if tokens.user else who)}")
    return 0


async def doctor(context: Context) -> int:
    """Look at a deployment: what works, what does not, and what to do about it."""
    options = context.options
    found = await examine(context.client, timeout_s=options.timeout)
    if options.stage:
        found += await asyncio.to_thread(examine_account, options.stage)
    print(as_json(found) if options.json else as_text(found))
    return exit_status(found)


async def logout(context: Context) -> int:
    """End the session."""
    await context.client.logout()
    print("logged out")
    return 0


async def whoami(context: Context) -> int:
    """Say who is logged in, and where."""
    await context.me()
    me = await context.client.users.me()
    print(f"{safe_line(me.handle)}\t{me.id}\t{context.client.api_url}")
    return 0


async def communities(context: Context) -> int:
    """List one's communities."""
    mine = await context.client.communities.mine().all()
    _table(
        ("name", "members", "id"),
        ((safe_line(c.name), str(c.member_count or ""), c.id) for c in mine),
    )
    return 0


async def create(context: Context) -> int:
    """Found a community."""
    community = await context.client.communities.create(
        context.options.name, visibility="public" if context.options.public else None
    )
    print(community.id)
    _hint(f"founded {safe_line(community.name)}; invite people: creavio invite {community.id}")
    return 0


async def invite(context: Context) -> int:
    """Make an invite and print its code."""
    community = await find_community(context.client, context.options.community)
    made = await context.client.invites.create(
        community.id, max_uses=context.options.uses, expires_in=context.options.hours * 3600
    )
    print(safe_line(made.code))
    _hint(f"they join {safe_line(community.name)} by: creavio join {safe_line(made.code)}")
    return 0


async def join(context: Context) -> int:
    """Accept an invite."""
    joined = await context.client.invites.accept(context.options.code)
    community = await context.client.communities.get(joined.community_id)
    print(community.id)
    _hint(f"you are in {safe_line(community.name)}; talk: creavio chat {community.id}")
    return 0


async def audit(context: Context) -> int:
    """Show who did what by permission, or check that nobody has changed the record of it."""
    options = context.options
    community = await find_community(context.client, options.community)
    if not options.verify:
        page = await context.client.audit.list(community.id).page(limit=options.last)
        _table(
            ("n", "at", "actor", "action", "target", "reason"),
            (
                (str(e["n"]), *(safe_line(str(e[name] or "")) for name in SHOWN_OF_AN_ENTRY))
                for e in reversed(page.data)
            ),
        )
        return 0
    known = Checkpoint.read(options.known) if options.known else None
    head, found = await context.client.audit.verify(community.id, known)
    for one in found:
        print(f"{one.kind}\t{one.n}" + (f"-{one.through}" if one.through > one.n else ""))
    print(head)
    _hint("keep that line: with --known it shows whether history was rewritten since")
    return 1 if found else 0


async def chat(context: Context) -> int:
    """Talk, until one quits."""
    client, options = context.client, context.options
    me = await context.me()
    last = context.profile.last_channel(client.api_url)
    place = await find_place(client, options.place, last)
    full = sys.stdin.isatty() and sys.stdout.isatty() and not options.plain
    face = terminal.TerminalFace() if full else plain.PlainFace()
    async with client.gateway(device="creavio-cli", timing=Timing(first_connect_s=15)) as gateway:
        conversation = Conversation(client, gateway, face, me, history=options.history)
        await conversation.enter(place)
        await context.profile.remember(client.api_url, place.channel.id)
        if isinstance(face, terminal.TerminalFace):
            conversation.note("/help lists the commands, Ctrl-D leaves")
            await face.run(conversation)
            await context.profile.remember(client.api_url, conversation.here.place.channel.id)
            return 0
        await plain.run(conversation, follow=options.follow)
        return 1 if conversation.failed else 0


def _ask(what: str) -> str:
    """Ask the person; refuses when nobody can answer."""
    if not sys.stdin.isatty():
        raise CommandError(f"{what} is missing (and there is no terminal to ask at)")
    answer = input(f"{what}: ").strip()
    if not answer:
        raise CommandError(f"{what} is missing")
    return answer


def _password(options: argparse.Namespace, *, twice: bool = False) -> str:
    """From the first line of the input, the environment, or the person."""
    if options.password_stdin:
        secret = sys.stdin.readline().rstrip("\r\n")
    elif PASSWORD_VARIABLE in os.environ:
        secret = os.environ[PASSWORD_VARIABLE]
    elif not sys.stdin.isatty():
        raise CommandError(
            f"the password is missing: set {PASSWORD_VARIABLE} or use --password-stdin"
        )
    else:
        secret = getpass.getpass("password: ")
        if twice and getpass.getpass("again: ") != secret:
            raise CommandError("the two passwords differ")
    if not secret:
        raise CommandError("the password is empty")
    return secret


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A table for people, tab-separated lines for programs."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(row))
        return
    table = Table(*heads, box=box.SIMPLE)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _hint(text: str) -> None:
    """What could be done next; only people want to know."""
    if sys.stdout.isatty():
        print(text, file=sys.stderr)
