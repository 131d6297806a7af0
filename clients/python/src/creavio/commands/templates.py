"""Templates: a community's structure for others, and what is in one."""

from __future__ import annotations

from collections.abc import Iterator

from creavio.bits import names_of
from creavio.commands.running import Actions, Context, hint, table, when
from creavio.models import Structure
from creavio.text import safe_line


def add(actions: Actions) -> None:
    """How they are called; a new community begins with one by `create NAME --template CODE`."""
    template = actions.group("template", "Take, list, show, refresh and delete templates.")
    creating = template.moderating("create", create, "community", "name")
    creating.add_argument("--description", help="what it is good for")
    creating.add_argument("--hidden", action="store_true", help="also what only some members see")
    template.add("list", templates, "community")
    template.add("show", show, "code")
    template.moderating("refresh", refresh, "code")
    editing = template.moderating("rename", rename, "code", "name")
    editing.add_argument("--description", help="what it is good for")
    template.moderating("delete", delete, "code")


async def create(context: Context) -> int:
    """Take a template of a community and print its code."""
    options, community = context.options, await context.community()
    made = await context.client.templates.create(
        community.id,
        options.name,
        description=options.description,
        include_hidden=options.hidden or None,
        reason=options.reason,
    )
    print(safe_line(made.code))
    hint(f"see what whoever has that code reads: creavio template show {safe_line(made.code)}")
    if not options.hidden:
        hint("hidden channels and secret circles were left out; --hidden takes them too")
    return 0


async def templates(context: Context) -> int:
    """List the templates of a community with their codes."""
    found = await context.client.templates.list((await context.community()).id)
    table(
        ("name", "hidden", "uses", "refreshed", "code"),
        (
            (
                safe_line(one.name),
                "yes" if one.include_hidden else "",
                str(one.uses),
                when(one.refreshed_at),
                safe_line(one.code),
            )
            for one in found
        ),
    )
    return 0


async def show(context: Context) -> int:
    """Show what a template makes: roles, circles and channels."""
    known = await context.client.permissions.table()
    found = await context.client.templates.get(context.options.code)
    made = found.structure or Structure()
    roles = [
        ("role", safe_line(role.name), ", ".join(names_of(role.permissions, known)), "")
        for role in reversed(made.roles)
    ]
    table(("what", "name", "is", "in"), [*roles, *_circles(made), *_channels(made)])
    hint(f"make a community of it: creavio create NAME --template {safe_line(found.code)}")
    return 0


def _circles(made: Structure) -> Iterator[tuple[str, ...]]:
    for circle in made.circles:
        yield "circle", safe_line(circle.name), f"{circle.visibility}, {circle.join}", ""


def _channels(made: Structure) -> Iterator[tuple[str, ...]]:
    for channel in made.channels:
        inside = []
        if channel.category_index is not None:
            inside.append(made.channels[channel.category_index].name)
        if channel.circle_index is not None:
            inside.append(made.circles[channel.circle_index].name)
        is_in = ", ".join(safe_line(name) for name in inside)
        yield "channel", safe_line(channel.name), channel.type, is_in


async def refresh(context: Context) -> int:
    """Make a template what its community is now, as far as you see it."""
    await context.client.templates.refresh(context.options.code, reason=context.options.reason)
    return 0


async def rename(context: Context) -> int:
    """Give a template another name, and description if one is given."""
    options = context.options
    more = {} if options.description is None else {"description": options.description}
    await context.client.templates.update(
        options.code, name=options.name, reason=options.reason, **more
    )
    return 0


async def delete(context: Context) -> int:
    """Delete a template; communities made from it stay."""
    await context.client.templates.delete(context.options.code, reason=context.options.reason)
    return 0
