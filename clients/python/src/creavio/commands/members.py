"""Members: who there is, naming, silencing and removing them, undoing a raid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from creavio.commands.running import Actions, Context, hint, table, when
from creavio.text import safe_line


def add(actions: Actions) -> None:
    """How they are called; USER is a handle or an id."""
    actions.add("members", members, "community")
    actions.add("bans", bans, "community")
    naming = actions.moderating("nick", nick, "community", "user")
    naming.add_argument("nick", nargs="?", metavar="NICK", help="without: none")
    silencing = actions.moderating("timeout", timeout, "community", "user")
    silencing.add_argument("minutes", type=int, metavar="MINUTES", help="0: they may speak again")
    for name, run in (("kick", kick), ("ban", ban), ("unban", unban)):
        actions.moderating(name, run, "community", "user")
    raiding = actions.moderating("raid", raid, "community")
    root = raiding.add_mutually_exclusive_group(required=True)
    root.add_argument("--of", dest="user_id", metavar="USER", help="they and all they let in")
    root.add_argument("--by", dest="inviter_id", metavar="USER", help="all they let in")
    root.add_argument("--invite", dest="invite_id", metavar="ID", help="who came by an invite")
    raiding.add_argument("--ban", action="store_true", help="ban instead of kicking")
    raiding.add_argument("--preview", action="store_true", help="only say how many")


async def members(context: Context) -> int:
    """List who is in a community."""
    community = await context.community()
    found = await context.client.members.list(community.id).all()
    handles = await context.names(member.id for member in found)
    known = await context.client.roles.list(community.id)
    roles = {role.id: safe_line(role.name) for role in known}
    table(
        ("handle", "nick", "roles", "silent until", "id"),
        (
            (
                handles[member.id],
                safe_line(member.nick or ""),
                ", ".join(roles.get(role_id, role_id) for role_id in member.roles),
                when(member.timeout_until),
                member.id,
            )
            for member in found
        ),
    )
    return 0


async def bans(context: Context) -> int:
    """List who is kept out, and why."""
    found = await context.client.members.bans((await context.community()).id).all()
    handles = await context.names(one.user_id for one in found)
    table(
        ("handle", "since", "reason", "id"),
        (
            (handles[one.user_id], when(one.created_at), safe_line(one.reason or ""), one.user_id)
            for one in found
        ),
    )
    return 0


async def nick(context: Context) -> int:
    """Call somebody (`me`: oneself) something in a community."""
    community, user = await context.community(), await context.user_id()
    named, reason = context.options.nick, context.options.reason
    await context.client.members.update(community.id, user, nick=named, reason=reason)
    return 0


async def timeout(context: Context) -> int:
    """Silence somebody for some minutes."""
    community, user = await context.community(), await context.user_id()
    minutes, reason = context.options.minutes, context.options.reason
    until = datetime.now(UTC) + timedelta(minutes=minutes) if minutes else None
    member = await context.client.members.update(
        community.id, user, timeout_until=until, reason=reason
    )
    print(when(member.timeout_until) or "not silenced")
    return 0


async def kick(context: Context) -> int:
    """Remove somebody, who may come back."""
    community, user = await context.community(), await context.user_id()
    await context.client.members.kick(community.id, user, reason=context.options.reason)
    return 0


async def ban(context: Context) -> int:
    """Remove somebody for good."""
    community, user = await context.community(), await context.user_id()
    await context.client.members.ban(community.id, user, reason=context.options.reason)
    return 0


async def unban(context: Context) -> int:
    """Let somebody come back."""
    community, user = await context.community(), await context.user_id()
    await context.client.members.unban(community.id, user, reason=context.options.reason)
    return 0


async def raid(context: Context) -> int:
    """Remove everyone who came with a raid, by who let whom in."""
    options, community = context.options, await context.community()
    found = await context.client.members.undo_raid(
        community.id,
        user_id=await context.user_id(options.user_id) if options.user_id else None,
        inviter_id=await context.user_id(options.inviter_id) if options.inviter_id else None,
        invite_id=options.invite_id,
        action="ban" if options.ban else "kick",
        preview=options.preview,
        reason=options.reason,
    )
    table(
        ("state", "found", "removed", "left out", "id"),
        [(found.state, str(found.found), str(found.removed), str(found.left_out), found.id)],
    )
    hint("a preview removes nobody" if found.preview else "those left out stand above you")
    return 0
