"""Who one is: signing up, logging in, and what is wrong with a deployment."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys

from creavio.commands.running import Actions, CommandError, Context
from creavio.doctor.account import examine_account
from creavio.doctor.examine import TIMEOUT_S, examine
from creavio.doctor.findings import as_json, as_text, exit_status
from creavio.errors import MfaRequiredError
from creavio.text import safe_line

PASSWORD_VARIABLE = "CREAVIO_PASSWORD"


def add(actions: Actions) -> None:
    """How they are called."""
    signing_up = actions.add("register", register)
    signing_up.add_argument("handle", nargs="?", metavar="HANDLE")
    signing_up.add_argument("--email")
    signing_up.add_argument("--name", help="display name")
    logging_in = actions.add("login", login)
    logging_in.add_argument("login", nargs="?", metavar="HANDLE|EMAIL")
    for secretive in (signing_up, logging_in):
        secretive.add_argument(
            "--password-stdin", action="store_true", help="read the password from the input"
        )
    actions.add("logout", logout)
    actions.add("whoami", whoami)
    looking = actions.add("doctor", doctor)
    looking.add_argument("--stage", help="look into its AWS account too, with your credentials")
    looking.add_argument("--json", action="store_true", help="for programs")
    looking.add_argument("--timeout", type=float, default=TIMEOUT_S, metavar="SECONDS")


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
