"""What happens and what is asked: events and posts."""

from __future__ import annotations

import sys

from creavio.commands.running import Actions, CommandError, Context, hint, table, when
from creavio.models import Channel
from creavio.places import find_channel
from creavio.text import safe_line

SHOWN = 25


def add(actions: Actions) -> None:
    """How they are called; FORUM is COMMUNITY/CHANNEL or an id."""
    actions.add("events", events, "community")
    answering = actions.add("rsvp", rsvp, "event")
    answering.add_argument("answer", choices=("going", "maybe", "declined", "none"))
    answering.add_argument("--on", metavar="DATE", help="one time of a series; without: the next")
    actions.add("posts", posts, "forum")
    posting = actions.add("post", post, "forum", "title")
    posting.add_argument("--tag", action="append", default=[], help="a name of a tag")
    posting.add_argument("--draft", action="store_true", help="do not publish it yet")


async def events(context: Context) -> int:
    """List what happens next."""
    community = await context.community()
    page = await context.client.calendar.list(community.id).page(limit=SHOWN)
    table(
        ("date", "starts (UTC)", "title", "where", "going", "you", "id"),
        (
            (
                one.date,
                when(one.starts_at),
                safe_line(event.title) + (" (cancelled)" if event.cancelled else ""),
                safe_line(event.location or ""),
                f"{one.going_count}" + (f" of {event.capacity}" if event.capacity else ""),
                one.my_rsvp or "",
                event.id,
            )
            for event in page.data
            if (one := event.occurrence) is not None
        ),
    )
    hint("say whether you come: creavio rsvp ID going")
    return 0


async def rsvp(context: Context) -> int:
    """Say whether one comes to an event."""
    options, calendar = context.options, context.client.calendar
    if options.answer == "none":
        await calendar.withdraw(options.event, occurrence=options.on)
        return 0
    event = await calendar.rsvp(options.event, options.answer, occurrence=options.on)
    if event.occurrence is not None:
        print(f"{event.occurrence.date}\t{safe_line(event.title)}\t{event.occurrence.my_rsvp}")
    return 0


async def posts(context: Context) -> int:
    """List the posts of a forum."""
    forum = await _forum(context)
    page = await context.client.posts.list(forum.id).page(limit=SHOWN)
    handles = await context.names(one.author_id for one in page.data)
    table(
        ("title", "by", "comments", "last", "id"),
        (
            (
                safe_line(one.title) + (" (answered)" if one.accepted_comment_id else ""),
                handles[one.author_id],
                str(one.comment_count),
                when(one.last_activity_at),
                one.id,
            )
            for one in page.data
        ),
    )
    return 0


async def post(context: Context) -> int:
    """Publish a post in a forum; its text is read from the input."""
    options, forum = context.options, await _forum(context)
    known = {tag.name: tag.id or "" for tag in (await context.client.posts.tags(forum.id)).tags}
    if unknown := [name for name in options.tag if name not in known]:
        raise CommandError(f"no tag {unknown[0]!r}; there is: {', '.join(known) or 'none'}")
    made = await context.client.posts.create(
        forum.id,
        options.title,
        sys.stdin.read(),
        tags=[known[name] for name in options.tag],
        state="draft" if options.draft else None,
    )
    print(made.id)
    return 0


async def _forum(context: Context) -> Channel:
    found = await find_channel(context.client, context.options.forum)
    if found.type != "forum":
        raise CommandError(f"#{safe_line(found.name or found.id)} is no forum")
    return found
