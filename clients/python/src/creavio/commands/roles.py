"""Who may do what and why: roles, circles, explanations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from creavio.bits import bits_of, names_of
from creavio.commands.running import Actions, CommandError, Context, hint, table
from creavio.explained import explained
from creavio.models import Role
from creavio.places import find_channel, find_community
from creavio.text import safe_line

CHANNEL_ID = "chn_"


def add(actions: Actions) -> None:
    """How they are called; ROLE is a name or an id, PERMISSION a name like KICK_MEMBERS."""
    role = actions.group("role", "List, create, delete, grant and revoke roles.")
    role.add("list", roles, "community")
    creating = role.moderating("create", create, "community", "name")
    creating.add_argument("permissions", nargs="*", metavar="PERMISSION")
    role.moderating("delete", delete, "community", "role")
    granting = role.moderating("grant", grant, "community", "user", "role")
    granting.add_argument("--days", type=int, help="until then; without: for good")
    role.moderating("revoke", revoke, "community", "user", "role")
    actions.add("permissions", permissions)
    explaining = actions.add("explain", explain, "place", "permission")
    explaining.add_argument("--user", help="about somebody else")
    explaining.add_argument("--role", action="append", help="about whoever would hold these roles")
    actions.add("circles", circles, "community")


async def roles(context: Context) -> int:
    """List the roles of a community, highest first, and what they grant."""
    known = await context.client.permissions.table()
    found = await context.client.roles.list((await context.community()).id)
    table(
        ("position", "name", "permissions", "id"),
        (
            (
                str(role.position),
                safe_line(role.name),
                ", ".join(names_of(role.permissions, known)),
                role.id,
            )
            for role in found
        ),
    )
    return 0


async def create(context: Context) -> int:
    """Add a role that grants some permissions."""
    options, community = context.options, await context.community()
    bits = bits_of(options.permissions, await context.client.permissions.table())
    made = await context.client.roles.create(
        community.id, options.name, permissions=bits, reason=options.reason
    )
    print(made.id)
    hint(f"give it to somebody: creavio role grant {community.id} USER {made.id}")
    return 0


async def delete(context: Context) -> int:
    """Delete a role; whoever had it loses it."""
    found = await _role(context, (await context.community()).id, context.options.role)
    await context.client.roles.delete(found.id, reason=context.options.reason)
    return 0


async def grant(context: Context) -> int:
    """Give somebody a role, for good or for some days."""
    options, community, user = context.options, await context.community(), await context.user_id()
    found = await _role(context, community.id, options.role)
    ends = datetime.now(UTC) + timedelta(days=options.days) if options.days else None
    await context.client.members.grant(
        community.id, user, found.id, expires_at=ends, reason=options.reason
    )
    return 0


async def revoke(context: Context) -> int:
    """Take a role from somebody."""
    options, community, user = context.options, await context.community(), await context.user_id()
    found = await _role(context, community.id, options.role)
    await context.client.members.revoke(community.id, user, found.id, reason=options.reason)
    return 0


async def permissions(context: Context) -> int:
    """List all permissions and what they are for."""
    table(
        ("name", "bit", "everyone", "what for"),
        (
            (one.name, str(one.bit), "yes" if one.everyone else "", one.text)
            for one in await context.client.permissions.table()
        ),
    )
    return 0


async def explain(context: Context) -> int:
    """Say whether somebody may do something in a community or channel, and by which rules."""
    options, client = context.options, context.client
    if options.place.startswith(CHANNEL_ID) or "/" in options.place:
        channel = await find_channel(client, options.place)
        community_id, about = channel.community_id or "", {"channel_id": channel.id}
    else:
        community_id = (await find_community(client, options.place)).id
        about = {"community_id": community_id}
    would_hold = [(await _role(context, community_id, one)).id for one in options.role or ()]
    found = await client.permissions.explain(
        options.permission.upper(),
        user_id=await context.user_id() if options.user else None,
        role_ids=would_hold or None,
        **about,
    )
    for line in explained(found):
        print(line)
    return 0 if found.allowed else 1


async def circles(context: Context) -> int:
    """List the circles of a community that one may know of."""
    found = await context.client.circles.list((await context.community()).id).all()
    table(
        ("name", "members", "who", "joined", "id"),
        (
            (
                safe_line(circle.name),
                str(circle.member_count),
                f"{circle.visibility}, {circle.join}",
                "yes" if circle.joined else "",
                circle.id,
            )
            for circle in found
        ),
    )
    return 0


async def _role(context: Context, community_id: str, wanted: str) -> Role:
    found = await context.client.roles.list(community_id)
    named = [role for role in found if wanted in (role.id, role.name)]
    if len(named) != 1:
        listed = ", ".join(safe_line(role.name) for role in found)
        raise CommandError(f"which role is {wanted!r}? There is: {listed}")
    return named[0]
