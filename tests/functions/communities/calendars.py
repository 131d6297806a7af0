"""Calendars for tests: events planned, edited and answered through the front doors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from commons.clock import now_s
from commons.ids import ROLE, new_id
from commons.permissions import EVERYONE, Permission
from commons.testing import Person, Reply, call, endpoint_of, person
from commons.transactions import transaction
from functions.communities.endpoints.create_event import create_event
from functions.communities.endpoints.get_event import get_event
from functions.communities.endpoints.list_events import list_events
from functions.communities.endpoints.list_rsvps import list_rsvps
from functions.communities.endpoints.set_rsvp import set_rsvp
from functions.communities.endpoints.update_event import update_event
from functions.communities.models.access import ChannelAccess, Roles, Version
from functions.communities.models.members import Member
from tests.functions.communities.conftest import Place

Body = dict[str, Any]
#: The Monday after next, at 18:00 UTC: always ahead, and the same in one run.
SOON = datetime.now(UTC).replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=7)
MONDAY = SOON + timedelta(days=7 - SOON.weekday())


def rfc(at: datetime) -> str:
    """A time as the API writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def body(days: int = 0, hours: float = 1, **more: object) -> Body:
    """Something on the Monday after next, or days later."""
    begins = MONDAY + timedelta(days=days)
    times = {"starts_at": rfc(begins), "ends_at": rfc(begins + timedelta(hours=hours))}
    return {"title": "Baking", **times, **more}


def weekly(**more: object) -> Body:
    """Every Monday."""
    return body() | {"recurrence": "FREQ=WEEKLY;BYDAY=MO"} | more


def create(place: Place, who: Person | None = None, **fields: object) -> Reply:
    """Ask for an event, as the owner or somebody."""
    path = f"{place.path}/events"
    return call(create_event, path, as_=who or place.owner, body=fields or body())


def made(place: Place, who: Person | None = None, **fields: object) -> Body:
    """A new event."""
    reply = create(place, who, **fields)
    assert reply.status == 201, reply
    return dict(reply.body)


def seen(event: Body, who: Person, **query: object) -> Reply:
    """The event as somebody sees it."""
    return call(get_event, f"/events/{event['id']}", as_=who, query=query)


def edit(event: Body, who: Person, if_match: str | None = None, /, **changes: object) -> Reply:
    """Ask for an edit."""
    headers = {} if if_match is None else {"if-match": if_match}
    return call(update_event, f"/events/{event['id']}", as_=who, body=changes, headers=headers)


def agenda(place: Place, who: Person, **query: object) -> Reply:
    """What happens, as somebody sees it."""
    return call(list_events, f"{place.path}/events", as_=who, query=query)


def listed(place: Place, who: Person, **query: object) -> list[tuple[str, str]]:
    """Id and date of what somebody is shown."""
    reply = agenda(place, who, **query)
    assert reply.status == 200, reply
    return [(one["id"], one["occurrence"]["date"]) for one in reply.body["data"]]


def say(event: Body, who: Person, answer: str, occurrence: str | None = None) -> Reply:
    """Say whether one comes."""
    sent = {"answer": answer} | ({"occurrence": occurrence} if occurrence else {})
    return call(set_rsvp, f"/events/{event['id']}/rsvp", as_=who, body=sent)


def coming(event: Body, who: Person, **query: object) -> Reply:
    """Who comes."""
    return call(list_rsvps, f"/events/{event['id']}/rsvps", as_=who, query=query)


def newcomer(place: Place) -> Person:
    """One more member."""
    somebody = person()
    place.join(somebody)
    return somebody


def empower(place: Place, who: Person, permission: Permission) -> None:
    """Give a member a role that holds a permission."""
    role = new_id(ROLE)
    everyone = {place.community_id: f"{int(EVERYONE)},0,0"}
    roles = everyone | {role: f"{int(permission)},1,0"}
    with transaction() as tx:
        tx.update(Roles.of(place.community_id), [Roles.roles.set(roles)])
        tx.update(Version.of(place.community_id), [Version.v.add(1)])
        tx.update(Member.of(place.community_id, who.user_id), [Member.roles.set([role])])


def hide(place: Place, *allowed: Person) -> None:
    """Hide the place's channel from everybody but owner and those allowed."""
    view = int(Permission.VIEW)
    hidden = {place.community_id: f"0,{view},0"}
    shown = {who.user_id: f"{view},0,0" for who in allowed}
    with transaction() as tx:
        access = ChannelAccess.at(place.community_id, place.channel_id)
        tx.update(access, [ChannelAccess.overrides.set(hidden | shown)])
        tx.update(Version.of(place.community_id), [Version.v.add(1)])


def time_out(place: Place, who: Person) -> None:
    """For an hour."""
    member = Member.of(place.community_id, who.user_id)
    member.change([Member.timeout_until.set(now_s() + 3600)])


def delete_now(event: Body, who: Person) -> None:
    """It is deleted."""
    path = f"/events/{event['id']}"
    assert call(endpoint_of("DELETE /v1/events/{event_id}"), path, as_=who).status == 204


def remove(place: Place, who: Person) -> Reply:
    """The owner removes a member."""
    route = "DELETE /v1/communities/{community_id}/members/{user_id}"
    return call(endpoint_of(route), f"{place.path}/members/{who.user_id}", as_=place.owner)


def unban(place: Place, who: Person) -> None:
    """The owner lifts a ban."""
    route = "DELETE /v1/communities/{community_id}/bans/{user_id}"
    path = f"{place.path}/bans/{who.user_id}"
    assert call(endpoint_of(route), path, as_=place.owner).status == 204
