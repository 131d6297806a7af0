"""Communities: founding, finding, entering and ending them, and the record of who did what."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from creavio.audit import Checkpoint
from creavio.commands.running import Actions, Context, hint, table
from creavio.models import Community
from creavio.places import COMMUNITY_ID, find_circle
from creavio.text import safe_line

SHOWN_OF_AN_ENTRY = ("at", "actor_id", "action", "target_id", "reason")
SHOWN_OF_THE_DIRECTORY = 50


def add(actions: Actions) -> None:
    """How they are called; COMMUNITY is a name or an id."""
    actions.add("communities", communities).add_argument(
        "--deleted", action="store_true", help="those of yours that can be restored"
    )
    actions.add("directory", directory).add_argument("words", nargs="*", metavar="WORDS")
    founding = actions.add("create", create, "name")
    founding.add_argument("--public", action="store_true", help="anybody may find and join it")
    founding.add_argument("--template", metavar="CODE", help="begin with all that a template has")
    inviting = actions.moderating("invite", invite, "community")
    inviting.add_argument("--circle", help="into this circle only: its id, or its name")
    inviting.add_argument("--uses", type=int, default=0, help="0 (default): any number")
    inviting.add_argument("--hours", type=int, default=7 * 24, help="valid how long; 0: for ever")
    actions.add("join", join, "code")
    actions.add("leave", leave, "community")
    actions.moderating("transfer", transfer, "community", "user")
    actions.moderating("delete", delete, "community")
    actions.add("restore", restore, "community")
    auditing = actions.add("audit", audit, "community")
    auditing.add_argument("--last", type=count, default=50, help="how many entries to show")
    auditing.add_argument("--verify", action="store_true", help="check the whole log")
    auditing.add_argument("--known", metavar="N:HASH", help="what --verify printed earlier")


def count(text: str) -> int:
    """From 0 to 100."""
    number = int(text)
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError("from 0 to 100")
    return number


async def communities(context: Context) -> int:
    """List one's communities."""
    mine = await context.client.communities.mine(deleted=context.options.deleted).all()
    _show(mine)
    return 0


async def directory(context: Context) -> int:
    """List public communities, the larger ones first."""
    words = " ".join(context.options.words) or None
    page = await context.client.communities.directory(words).page(limit=SHOWN_OF_THE_DIRECTORY)
    _show(page.data)
    hint("join one: creavio join ID")
    return 0


async def create(context: Context) -> int:
    """Found a community."""
    options = context.options
    community = await context.client.communities.create(
        options.name,
        visibility="public" if options.public else None,
        template_code=options.template,
    )
    print(community.id)
    hint(f"founded {safe_line(community.name)}; invite people: creavio invite {community.id}")
    return 0


async def invite(context: Context) -> int:
    """Make an invite and print its code."""
    options, community = context.options, await context.community()
    circle = await find_circle(context.client, community, options.circle)
    made = await context.client.invites.create(
        community.id,
        max_uses=options.uses,
        expires_in=options.hours * 3600,
        circle_id=circle.id if circle else None,
        reason=options.reason,
    )
    print(safe_line(made.code))
    where = safe_line(circle.name if circle else community.name)
    hint(f"they join {where} by: creavio join {safe_line(made.code)}")
    return 0


async def join(context: Context) -> int:
    """Accept an invite, or join a public community by its id."""
    wanted = context.options.code
    if wanted.startswith(COMMUNITY_ID):
        await context.client.members.join(wanted)
    else:
        wanted = (await context.client.invites.accept(wanted)).community_id
    community = await context.client.communities.get(wanted)
    print(community.id)
    hint(f"you are in {safe_line(community.name)}; talk: creavio chat {community.id}")
    return 0


async def leave(context: Context) -> int:
    """Leave a community."""
    await context.client.members.leave((await context.community()).id)
    return 0


async def transfer(context: Context) -> int:
    """Hand one's own community to a member."""
    community, heir = await context.community(), await context.user_id()
    await context.client.communities.transfer(community.id, heir, reason=context.options.reason)
    return 0


async def delete(context: Context) -> int:
    """Delete one's own community; for 30 days it can be restored."""
    community = await context.community()
    await context.client.communities.delete(community.id, reason=context.options.reason)
    hint(f"undo it within 30 days: creavio restore {community.id}")
    return 0


async def restore(context: Context) -> int:
    """Undo the deletion of a community."""
    gone = await context.client.communities.mine(deleted=True).all()
    wanted = context.options.community
    named = [one.id for one in gone if wanted in (one.name, one.id)]
    await context.client.communities.restore(named[0] if len(named) == 1 else wanted)
    return 0


async def audit(context: Context) -> int:
    """Show who did what by permission, or check that nobody has changed the record of it."""
    options = context.options
    community = await context.community()
    if not options.verify:
        page = await context.client.audit.list(community.id).page(limit=options.last)
        table(
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
    hint("keep that line: with --known it shows whether history was rewritten since")
    return 1 if found else 0


def _show(found: Iterable[Community]) -> None:
    table(
        ("name", "members", "id"),
        ((safe_line(c.name), str(c.member_count or ""), c.id) for c in found),
    )
