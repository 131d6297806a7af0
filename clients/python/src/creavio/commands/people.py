"""Other people: friends, blocks, DMs and groups."""

from __future__ import annotations

from creavio.commands.running import Actions, Context, hint, table, when
from creavio.text import safe_line

STATES = ("open", "request", "ignored")


def add(actions: Actions) -> None:
    """How they are called; USER is a handle or an id, DM the id of a DM or group."""
    friend = actions.group("friend", "List, ask, accept and end friendships; see who is blocked.")
    friend.add("list", friends)
    friend.add("add", befriend, "user")
    friend.add("remove", part, "user")
    actions.add("block", block, "user")
    actions.add("unblock", part, "user")
    dm = actions.group("dm", "List, begin and answer DMs and groups. Talk there: `chat @USER`.")
    dm.add("list", dms).add_argument("--state", default="open", choices=STATES)
    dm.add("open", open_dm, "user").add_argument("more", nargs="*", metavar="USER")
    dm.add("accept", accept, "dm")
    dm.add("ignore", ignore, "dm")
    dm.add("rename", rename, "dm", "name")
    dm.add("add", add_to, "dm", "user")
    dm.add("remove", remove_from, "dm", "user")
    dm.add("role", give_role, "dm", "user", "role")
    dm.add("leave", leave, "dm")


async def friends(context: Context) -> int:
    """List friends, requests and blocks, with since when."""
    found = await context.client.relationships.list().all()
    names = await context.names(one.user_id for one in found)
    table(
        ("who", "what", "since", "id"),
        ((names[one.user_id], one.type, when(one.since), one.user_id) for one in found),
    )
    return 0


async def befriend(context: Context) -> int:
    """Ask somebody to be friends, or accept that they asked."""
    made = await context.client.relationships.set(await context.user_id(), "friend")
    print(made.type)
    return 0


async def block(context: Context) -> int:
    """Block somebody; they are not told."""
    await context.client.relationships.set(await context.user_id(), "blocked")
    return 0


async def part(context: Context) -> int:
    """End a friendship, withdraw or turn down a request, or unblock."""
    await context.client.relationships.end(await context.user_id())
    return 0


async def dms(context: Context) -> int:
    """List DMs and groups; what strangers ask with --state request."""
    found = await context.client.dms.list(context.options.state).all()
    me = (await context.me()).id
    names = await context.names(one for dm in found for one in dm.recipients)
    table(
        ("id", "what", "name", "with"),
        (
            (
                dm.id,
                dm.type,
                safe_line(dm.name or ""),
                ", ".join(names[one] for one in dm.recipients if one != me),
            )
            for dm in found
        ),
    )
    return 0


async def open_dm(context: Context) -> int:
    """Begin a DM with one person, or a group with several."""
    named = (context.options.user, *context.options.more)
    made = await context.client.dms.open([await context.user_id(one) for one in named])
    print(made.id)
    hint(f"talk there: creavio chat {made.id}")
    return 0


async def accept(context: Context) -> int:
    """Accept a stranger's request."""
    await context.client.dms.answer(context.options.dm, "open")
    return 0


async def ignore(context: Context) -> int:
    """Ignore a stranger's request; they are not told."""
    await context.client.dms.answer(context.options.dm, "ignored")
    return 0


async def rename(context: Context) -> int:
    """Name a group."""
    await context.client.dms.rename(context.options.dm, context.options.name)
    return 0


async def add_to(context: Context) -> int:
    """Bring somebody into a group."""
    await context.client.dms.add(context.options.dm, await context.user_id())
    return 0


async def remove_from(context: Context) -> int:
    """Take somebody out of a group."""
    await context.client.dms.remove(context.options.dm, await context.user_id())
    return 0


async def give_role(context: Context) -> int:
    """Make somebody member, admin or owner of a group."""
    options = context.options
    await context.client.dms.give_role(options.dm, await context.user_id(), options.role)
    return 0


async def leave(context: Context) -> int:
    """Leave a group."""
    await context.client.dms.leave(context.options.dm)
    return 0
