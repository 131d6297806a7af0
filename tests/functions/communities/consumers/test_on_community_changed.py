"""What happens to a community is told in its stream: once, as it is, and never as it was."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from commons.clock import now_ms
from commons.contracts.communities.members import MemberJoined
from commons.events import Event
from commons.permissions import Permission
from commons.streams import community_stream
from commons.streams.log import EVENT_LIFE_MS
from commons.testing import Person, call, endpoint_of, person
from functions.communities.consumers.on_community_changed import on_community_changed
from functions.communities.models.access import Version
from functions.communities.models.deletion import Remains
from functions.communities.telling import TYPES
from tests.functions.communities import calendars, circling, overrides, roles
from tests.functions.communities.conftest import Place
from tests.functions.communities.readers import log, noted, tell, types
from tests.functions.messages.places import just_before
from tests.refusals import nothing_changes, rows

Shown = dict[str, Any]


def ask(who: Person, route: str, path: str, body: object = None) -> Any:
    """A request that goes well."""
    method = route.partition(" ")[0]
    reply = call(endpoint_of(f"{method} /v1{route.partition(' ')[2]}"), path, as_=who, body=body)
    assert reply.status < 300, reply
    return reply.body


def at_home(place: Place, route: str, path: str = "", body: object = None) -> Any:
    """The same in the place, as its owner."""
    method, rest = route.split(" ")
    full = f"{method} /communities/{{community_id}}{rest}"
    return ask(place.owner, full, f"{place.path}{path or rest}", body)


def newest(place: Place, type_: str) -> Shown:
    """What was told last of a type."""
    return [row.d for row in log(place) if row.type == type_][-1]


def without(shown: Shown, *names: str) -> Shown:
    """Without what depends on who asks."""
    return {name: value for name, value in shown.items() if name not in names}


def test_a_channel_is_told_as_it_is_shown(place: Place) -> None:
    with noted() as events:
        made = overrides.channel(place, topic="Flour")
        path = f"/channels/{made}"
        ask(place.owner, "PATCH /channels/{channel_id}", path, {"archived": True})
    tell(*events)

    shown = ask(place.owner, "GET /channels/{channel_id}", path)
    assert types(place) == ["CHANNEL_CREATE", "CHANNEL_UPDATE"]
    assert [row.d for row in log(place)] == [shown, shown]


def test_a_role_is_told_as_it_is_shown(place: Place) -> None:
    with noted() as events:
        made = roles.role(place, 7, color="#c86432")
        ask(place.owner, "PATCH /roles/{role_id}", f"/roles/{made}", {"hoist": True})
        ask(
            place.owner,
            "PATCH /roles/{role_id}",
            f"/roles/{place.community_id}",
            {"permissions": "7"},
        )
    tell(*events)

    told = {row.d["id"]: row.d for row in log(place) if row.type == "ROLE_UPDATE"}
    for role_id in (made, place.community_id):
        assert told[role_id] == ask(place.owner, "GET /roles/{role_id}", f"/roles/{role_id}")
    assert newest(place, "ROLE_ORDER")["role_ids"] == [place.community_id, made]


def test_a_member_a_ban_and_an_invite_are_told_as_they_are_shown(place: Place) -> None:
    with noted() as events:
        role = roles.role(place)
        roles.granted(place, place.member, role, expires_at=roles.at(3600))
        place.ban(somebody := person(), reason="spam")
        place.invite(max_uses=3)
    tell(*events)

    path = f"/members/{place.member.user_id}"
    assert newest(place, "MEMBER_UPDATE") == at_home(place, "GET /members/{user_id}", path)
    bans = {one["user_id"]: one for one in at_home(place, "GET /bans")["data"]}
    assert newest(place, "BAN_ADD") == bans[somebody.user_id]
    invites = {one["id"]: one for one in at_home(place, "GET /invites")["data"]}
    told = newest(place, "INVITE_CREATE")
    assert told == invites[told["id"]]


def test_a_circle_an_event_and_the_community_are_told_as_they_are_shown(place: Place) -> None:
    with noted() as events:
        circle = circling.ring(place, max_members=12)
        circling.enter(circle, place.member)
        planned = calendars.made(place, **calendars.weekly(capacity=3, remind_min=10))
        calendars.edit(planned, place.owner, location="The old mill")
        at_home(place, "PATCH ", body={"name": "Bakers"})
    tell(*events)

    seen = circling.shown(circle, place.owner).body
    assert newest(place, "CIRCLE_UPDATE") == without(seen, "joined")
    assert seen["member_count"] == 1
    event = calendars.seen(planned, place.owner).body
    assert newest(place, "EVENT_UPDATE") == without(event, "occurrence")
    home = place.seen().body
    assert newest(place, "COMMUNITY_UPDATE") == without(home, "channels", "channel_count")


def test_an_event_is_told_once_however_often_it_comes(place: Place) -> None:
    with noted() as events:
        place.join(person())
    joined = [event for event in events if isinstance(event, MemberJoined)]
    tell(*joined)
    with nothing_changes("communities"):  # not even a position is spent
        for _ in range(4):
            tell(*joined)

    assert types(place) == ["MEMBER_ADD"]
    assert log(place)[0].id == joined[0].event_id


def test_a_ban_is_told_twice_and_each_once(place: Place) -> None:
    with noted() as events:
        place.ban(place.member)
    tell(*events, *events)

    assert types(place) == ["MEMBER_REMOVE", "BAN_ADD"]
    first, second = log(place)
    assert first.id != second.id
    assert first.d == {"user_id": place.member.user_id, "community_id": place.community_id}


def test_a_ban_of_a_stranger_removes_nobody(place: Place) -> None:
    with noted() as events:
        place.ban(person())
    tell(*events)

    assert types(place) == ["BAN_ADD"]


def test_the_last_of_a_things_events_shows_it_as_it_was_left(place: Place) -> None:
    path = f"/channels/{overrides.channel(place)}"
    with noted() as events:
        for topic in ("one", "two", "three"):
            ask(place.owner, "PATCH /channels/{channel_id}", path, {"topic": topic})
    assert len(events) == 3
    for order in permutations(events):
        forget(place)
        tell(*order)
        assert newest(place, "CHANNEL_UPDATE")["topic"] == "three"


def test_whoever_is_slow_to_tell_does_not_show_what_was(place: Place) -> None:
    path = f"/channels/{overrides.channel(place)}"

    def edit(topic: str) -> list[Event]:
        with noted() as events:
            ask(place.owner, "PATCH /channels/{channel_id}", path, {"topic": topic})
        return events

    first = edit("one")
    with just_before("UpdateItem", lambda: tell(*edit("two"))):  # before it takes its position
        tell(*first)

    assert [row.d["topic"] for row in log(place)] == ["two", "two"]


def test_whoever_came_back_is_there_in_any_order(place: Place) -> None:
    somebody = person()
    with noted() as events:
        place.join(somebody)
        leave = f"/members/{somebody.user_id}"
        at_home(place, "DELETE /members/{user_id}", leave)
        place.join(somebody)
    about = [event for event in events if getattr(event, "user_id", "") == somebody.user_id]
    assert len(about) == 3
    for order in permutations(about):
        forget(place)
        tell(*order)
        assert types(place)[-1] == "MEMBER_ADD"


def test_what_is_gone_is_not_told_as_begun_in_any_order(place: Place) -> None:
    with noted() as events:
        made = overrides.channel(place)
        ask(place.owner, "DELETE /channels/{channel_id}", f"/channels/{made}")
        role = roles.role(place)
        ask(place.owner, "DELETE /roles/{role_id}", f"/roles/{role}")
        planned = calendars.made(place)
        ask(place.owner, "DELETE /events/{event_id}", f"/events/{planned['id']}")
        circle = circling.ring(place)
        ask(place.owner, "DELETE /circles/{circle_id}", f"/circles/{circle}")
        code = place.invite()
        ask(place.owner, "DELETE /invites/{code}", f"/invites/{code}")
    for order in (events, events[::-1]):
        forget(place)
        tell(*order)
        ends = {"CHANNEL_DELETE", "ROLE_DELETE", "EVENT_DELETE", "CIRCLE_DELETE", "INVITE_DELETE"}
        assert set(types(place)) == ends | {"ROLE_ORDER"}


def test_what_is_older_than_the_log_reaches_is_no_news(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with noted() as events:
        place.join(person())
    later = now_ms() + EVENT_LIFE_MS
    monkeypatch.setattr(
        "functions.communities.consumers.on_community_changed.now_ms", lambda: later
    )
    tell(*events)

    assert types(place) == []


def test_of_a_deleted_community_only_that_is_told_and_of_a_purged_one_nothing(
    place: Place,
) -> None:
    with noted() as events:
        overrides.channel(place)
        at_home(place, "PATCH ", body={"name": "Bakers"})
        at_home(place, "DELETE ")
    tell(*events)
    assert types(place) == ["COMMUNITY_DELETE"]

    forget(place)
    Version.of(place.community_id).delete()
    tell(*events)
    assert stream_rows(place) == []


def test_a_restored_community_is_told_to_be_there(place: Place) -> None:
    with noted() as events:
        at_home(place, "DELETE ")
        at_home(place, "POST /restore")
    tell(*events)

    assert types(place) == ["COMMUNITY_CREATE"]


def test_a_row_carries_the_version_whoever_sees_it_must_have_been_checked_under(
    place: Place,
) -> None:
    with noted() as events:
        role = roles.role(place, Permission.MANAGE_INVITES)
        roles.granted(place, place.member, role)
        roles.revoked(place, place.member, role)
    tell(*events)

    version = Version.find(place.community_id)
    assert version is not None
    assert {row.version for row in log(place)} == {version.seen}


def test_no_code_of_an_invite_is_on_the_bus(place: Place) -> None:
    with noted() as events:
        code = place.invite()
    assert [code in event.to_json() for event in events] == [False]


def test_every_type_is_declared() -> None:
    assert set(TYPES) == set(on_community_changed.appends)


def forget(place: Place) -> None:
    """Begin the stream anew."""
    for pk, sk in stream_rows(place):
        Remains(pk, sk).delete()


def stream_rows(place: Place) -> list[tuple[str, str]]:
    """The keys of its rows."""
    mine = f"S#{community_stream(place.community_id)}"
    return [(pk, sk) for pk, sk in rows("communities") if pk == mine]
