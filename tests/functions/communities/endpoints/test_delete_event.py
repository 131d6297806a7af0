"""Deleting an event."""

from __future__ import annotations

from commons.contracts.communities.calendar import CalendarEventDeleted
from commons.permissions import Permission
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.delete_event import delete_event
from tests.functions.communities.calendars import (
    Body,
    body,
    edit,
    empower,
    hide,
    listed,
    made,
    seen,
)
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import check_same, nothing_changes

ABSENT = {"id": f"cev_{'0' * 26}"}


def delete(event: Body, who: Person) -> Reply:
    """Ask for its deletion."""
    return call(delete_event, f"/events/{event['id']}", as_=who)


def test_it_is_gone_from_everywhere(place: Place) -> None:
    event = made(place)
    assert delete(event, place.owner).status == 204
    assert listed(place, place.owner) == []
    check_same(seen(event, place.owner), seen(ABSENT, place.owner))
    with nothing_changes("communities"):
        check_same(delete(event, place.owner), delete(ABSENT, place.owner))
        check_same(edit(event, place.owner, title="x"), edit(ABSENT, place.owner, title="x"))


def test_it_is_told_and_audited_once(place: Place) -> None:
    event = made(place)
    replies = in_parallel(5, lambda _: delete(event, place.owner))
    assert sorted(r.status for r in replies) == [204, 404, 404, 404, 404]
    [told] = emitted(CalendarEventDeleted, calendar_event_id=event["id"])
    assert told.actor_id == place.owner.user_id
    entry = log_of(place.community_id)[-1]
    assert (entry["action"], entry["before"]["title"]) == ("event_deleted", "Baking")


def test_creators_delete_their_own_and_who_manages_events_all(place: Place) -> None:
    event = made(place)
    empower(place, place.member, Permission.CREATE_EVENTS)
    with nothing_changes("communities"):
        check_lacks(delete(event, place.member), "MANAGE_EVENTS")
    assert delete(made(place, place.member), place.member).status == 204
    empower(place, place.member, Permission.MANAGE_EVENTS)
    assert delete(event, place.member).status == 204


def test_who_does_not_see_it_deletes_nothing(place: Place, mallory: Person) -> None:
    tied = made(place, **body(channel_id=place.channel_id))
    hide(place)
    with nothing_changes("communities"):
        for who in (mallory, place.banned, place.member):
            check_same(delete(tied, who), delete(ABSENT, who))
