"""Other people: friends and blocks."""

from __future__ import annotations

from creavio.commands.running import Actions, Context, table, when


def add(actions: Actions) -> None:
    """How they are called; USER is a handle or an id."""
    friend = actions.group("friend", "List, ask, accept and end friendships; see who is blocked.")
    friend.add("list", friends)
    friend.add("add", befriend, "user")
    friend.add("remove", part, "user")
    actions.add("block", block, "user")
    actions.add("unblock", part, "user")


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
