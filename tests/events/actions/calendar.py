"""What is done with calendars."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from commons.contracts.communities.members import MemberBanned, MemberRemoved
from commons.events import Consumer
from commons.testing import Context, Person, call, deliver, emitted, person
from functions.communities.consumers.on_member_banned_free_seats import on_member_banned_free_seats
from functions.communities.consumers.on_member_removed_free_seats import (
    on_member_removed_free_seats,
)
from functions.communities.endpoints.create_event import create_event
from functions.communities.endpoints.delete_event import delete_event
from functions.communities.endpoints.delete_rsvp import delete_rsvp
from functions.communities.endpoints.set_rsvp import set_rsvp
from functions.communities.endpoints.update_event import update_event
from functions.communities.jobs.remind_event import remind_event
from tests.events.actions.members import ban, remove
from tests.events.plans import DATE, EARLIER, planned
from tests.events.world import Act, Actions, World, expect

SERIES = {"recurrence": "FREQ=WEEKLY;COUNT=2", "remind_min": 5}


def plan(world: World) -> None:
    """Something new, once or twice."""
    word = secrets.token_hex(3)
    more: dict[str, object] = {"title": word, "description": word, "location": word, "capacity": 50}
    planned(world, channel_id=world.place.channel_id)
    planned(world, **more | world.rng.choice([{}, SERIES]), time_zone="Europe/Berlin")


def edit(world: World) -> None:
    """Everything that can be edited, in several steps; one goes, one stays."""
    path, series = planned(world, location="Here"), planned(world, **SERIES)
    in_channel = {"channel_id": world.place.channel_id, "time_zone": "America/New_York"}
    for body in (
        {"title": secrets.token_hex(3), "description": "x", "capacity": 5, "location": None},
        EARLIER,
        in_channel | {"remind_min": 7, "cancelled": True},
    ):
        expect(200, call(update_event, path, as_=world.owner, body=body))
    changed = {"recurrence": "FREQ=WEEKLY;COUNT=3", "exceptions": [DATE]}
    expect(200, call(update_event, series, as_=world.owner, body=changed))
    expect(204, call(delete_event, path, as_=world.owner))
    again = planned(world)
    expect(200, call(update_event, again, as_=world.owner, body=in_channel | {"capacity": 4}))
    expect(200, call(update_event, again, as_=world.owner, body=EARLIER | {"cancelled": True}))
    expect(
        200, call(update_event, again, as_=world.owner, body={"title": "Bread", "location": "A"})
    )
    more = {"description": "y", "remind_min": None}
    expect(200, call(update_event, again, as_=world.owner, body=more))


def delete(world: World) -> None:
    """One that somebody comes to."""
    expect(204, call(delete_event, answered(world), as_=world.owner))


def answer(world: World) -> None:
    """One comes, one may, one has changed their mind."""
    answered(world)


def take_back(world: World) -> None:
    """One comes no more."""
    expect(204, call(delete_rsvp, f"{answered(world)}/rsvp", as_=world.watcher))


def answered(world: World) -> str:
    """An event to which people have answered; its path."""
    path = planned(world, **world.rng.choice([{}, SERIES]))
    somebody = world.rng.choice(world.members) if world.members else world.owner
    said = [(somebody, "going"), (world.watcher, "maybe"), (world.owner, "going")]
    for who, answer in (*said, (world.owner, "declined")):
        say(path, who, answer)
    return path


def say(path: str, who: Person, answer: str) -> None:
    """Say whether one comes."""
    expect(200, call(set_rsvp, f"{path}/rsvp", as_=who, body={"answer": answer}))


def free_by_removal(world: World) -> None:
    """A member who has answered is removed, and their seat is free."""
    _free(world, remove, MemberRemoved, on_member_removed_free_seats)


def free_by_ban(world: World) -> None:
    """The same by a ban."""
    _free(world, ban, MemberBanned, on_member_banned_free_seats)


def _free(
    world: World, end: Act, kind: type[MemberRemoved] | type[MemberBanned], free: Consumer
) -> None:
    world.join(person())
    path, [*others, leaver] = planned(world), world.members
    outside, world.outside, world.members = world.outside, [], [leaver]
    say(path, leaver, "going")
    end(world)
    world.members += others
    world.outside += outside
    facts = emitted(kind, community_id=world.home, user_id=leaver.user_id)
    assert deliver(free, *facts) == []


def remind(world: World) -> None:
    """In two days something happens, of which people are reminded three days before."""
    begin, end = (
        f"{(datetime.now(UTC) + timedelta(days=2)):%Y-%m-%d}T{h}:00:00Z" for h in ("08", "09")
    )
    series = world.rng.choice([{}, {"recurrence": "FREQ=WEEKLY;COUNT=2"}])
    times = {"starts_at": begin, "ends_at": end, "remind_min": 3 * 1440}
    path = planned(world, channel_id=world.place.channel_id, **times, **series)
    say(path, world.watcher, "going")
    event_id = path.removeprefix("/events/")
    world.reminded[event_id] = world.watcher.user_id
    remind_event({"detail": {"community_id": world.home, "event_id": event_id}}, Context())


ACTIONS: Actions = [
    (create_event, plan),
    (update_event, edit),
    (delete_event, delete),
    (set_rsvp, answer),
    (delete_rsvp, take_back),
    (remind_event, remind),
    (on_member_removed_free_seats, free_by_removal),
    (on_member_banned_free_seats, free_by_ban),
]
