"""How one is: merged over devices, told to who looks, and nothing to who does not."""

from __future__ import annotations

from typing import Any

import pytest

from commons.clock import now_s, rfc3339
from commons.ids import SESSION, new_id
from commons.testing import Connections, Person, Socket, call
from functions.realtime import presence
from functions.realtime.endpoints.set_presence import set_presence
from functions.realtime.models import Presence
from functions.realtime.rules import shown
from tests.functions.messages.places import (
    Place,
    at_once,
    check_refused,
    found_place,
    join,
    open_socket,
)

PATH = "/users/me/presence"


def here(who: Person, connections: Connections) -> Socket:
    """A socket of somebody's that has identified itself."""
    socket = open_socket(who, connections)
    socket.send("identify", {})
    return socket


def watching(place: Place, who: Person, connections: Connections, *users: Person) -> Socket:
    """A socket that shows some members of the community."""
    socket = here(who, connections)
    shows = [one.user_id for one in users]
    answer = socket.send("watch", {"community_id": place.community_id, "user_ids": shows})
    assert answer is not None
    assert answer["op"] == "watching", answer
    return socket


def choose(who: Person, status: str, **custom: object) -> None:
    body = {"status": status, "custom_status": custom or None}
    assert call(set_presence, PATH, as_=who, body=body).status == 200


def told(socket: Socket) -> list[dict[str, Any]]:
    """The presences a socket was told, in order."""
    return [state for frame in socket.got("presence") for state in frame["presences"]]


def statuses(socket: Socket) -> list[str]:
    return [state["status"] for state in told(socket)]


def seen(who: Person) -> str:
    """How others see somebody now."""
    return shown(Presence.find(who.user_id), now_s()).status


def other_device(who: Person) -> Person:
    """The same person with another session."""
    from commons.testing import _put

    session_id = new_id(SESSION)
    row = {"user_id": who.user_id, "ttl": now_s() + 86_400}
    _put("auth", f"SES#{session_id}", "S", row)
    return Person(who.user_id, session_id)


def test_who_looks_is_told_who_comes_changes_and_goes(
    place: Place, connections: Connections
) -> None:
    watcher = watching(place, place.owner, connections, place.member)
    socket = here(place.member, connections)
    choose(place.member, "dnd", text="baking", emoji="🍞")
    choose(place.member, "online")
    socket.disconnect()

    assert statuses(watcher) == ["online", "dnd", "online", "offline"]
    custom = {"text": "baking", "emoji": "🍞", "expires_at": None}
    assert [state["custom_status"] for state in told(watcher)] == [None, custom, None, None]


def test_who_does_not_look_is_told_nothing(place: Place, connections: Connections) -> None:
    looking_away = watching(place, place.owner, connections, place.owner)
    nowhere = here(place.owner, connections)
    here(place.member, connections)
    choose(place.member, "dnd")

    assert place.member.user_id not in str(told(looking_away))
    assert told(nowhere) == []


def test_a_window_shows_how_they_are_now(place: Place, connections: Connections) -> None:
    here(place.member, connections)
    choose(place.member, "dnd")
    socket = here(place.owner, connections)
    d = {"community_id": place.community_id, "user_ids": [place.member.user_id]}
    answer = socket.send("watch", d)

    assert answer is not None
    [state] = answer["d"]["presences"]
    assert (state["user_id"], state["status"]) == (place.member.user_id, "dnd")


def test_another_window_replaces_the_first(place: Place, connections: Connections) -> None:
    socket = watching(place, place.owner, connections, place.member)
    socket.send("watch", {"community_id": place.community_id, "user_ids": []})
    here(place.member, connections)

    assert told(socket) == []


def test_only_of_members_and_only_to_members(
    place: Place, connections: Connections, mallory: Person
) -> None:
    stranger = here(mallory, connections)
    d = {"community_id": place.community_id, "user_ids": [place.member.user_id]}
    answer = stranger.send("watch", d)
    assert answer is not None
    assert (answer["op"], answer["d"]["code"]) == ("error", "not_found")
    watcher = watching(place, place.owner, connections, mallory, place.member)
    choose(mallory, "dnd")

    assert told(stranger) == []
    assert mallory.user_id not in str(told(watcher))


def test_invisible_looks_offline(place: Place, connections: Connections) -> None:
    watcher = watching(place, place.owner, connections, place.member)
    here(place.member, connections)
    choose(place.member, "invisible", text="secretly here")
    here(place.member, connections)
    choose(place.member, "invisible", text="still here")
    fresh = here(place.owner, connections)
    d = {"community_id": place.community_id, "user_ids": [place.member.user_id]}
    answer = fresh.send("watch", d)

    assert statuses(watcher) == ["online", "offline"]
    assert answer is not None
    assert answer["d"] == {"presences": []}
    assert "here" not in str(told(watcher))


def test_many_devices_are_one_person(place: Place, connections: Connections) -> None:
    """Online if one is used, idle if none is, gone when the last is."""
    watcher = watching(place, place.owner, connections, place.member)
    phone, laptop = place.member, other_device(place.member)
    sockets = [here(phone, connections), here(laptop, connections)]
    choose(phone, "idle")
    assert statuses(watcher) == ["online"]
    choose(laptop, "idle")
    choose(phone, "online")
    for socket in sockets:
        socket.disconnect()

    # The laptop, which nobody uses, is left for a moment.
    assert statuses(watcher) == ["online", "idle", "online", "idle", "offline"]


def test_a_device_that_falls_idle_does_not_end_dnd(place: Place, connections: Connections) -> None:
    here(place.member, connections)
    for status in ("dnd", "invisible"):
        choose(place.member, status)
        choose(place.member, "idle")
        assert seen(place.member) == {"dnd": "dnd", "invisible": "offline"}[status]
    choose(place.member, "online")
    assert seen(place.member) == "online"


def test_a_custom_status_ends_by_itself(place: Place, connections: Connections) -> None:
    here(place.member, connections)
    ends = now_s() + 60
    choose(place.member, "online", text="lunch", expires_at=rfc3339(ends * 1000))
    row = Presence.find(place.member.user_id)

    assert shown(row, ends - 1).text == "lunch"
    assert shown(row, ends) == shown(Presence.of("x", sockets=row.sockets), ends)


def test_a_socket_whose_end_was_never_told_is_not_there_for_ever(
    place: Place, connections: Connections
) -> None:
    here(place.member, connections)
    row = Presence.find(place.member.user_id)

    assert shown(row, now_s() + 4 * 3600).status == "offline"


def test_devices_that_come_and_go_at_once_are_all_counted(
    place: Place, connections: Connections
) -> None:
    sockets = at_once(8, lambda _: here(place.member, connections))
    assert len(Presence.find(place.member.user_id).sockets) == 8
    at_once(8, lambda number: sockets[number].disconnect())

    assert not Presence.find(place.member.user_id).sockets
    assert seen(place.member) == "offline"


def test_what_changes_nothing_is_not_told(place: Place, connections: Connections) -> None:
    watcher = watching(place, place.owner, connections, place.member)
    here(place.member, connections)
    here(place.member, connections)
    choose(place.member, "online")

    assert statuses(watcher) == ["online"]


def test_it_is_told_once_where_many_communities_are_shared(
    place: Place, connections: Connections
) -> None:
    """A socket shows the members of one community."""
    found_place(place.owner, place.member)
    watcher = watching(place, place.owner, connections, place.member)
    here(place.member, connections)

    assert statuses(watcher) == ["online"]


def test_a_crowd_of_windows_is_not_told(
    place: Place, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "MAX_WINDOWS", 1)
    watchers = [watching(place, place.owner, connections, place.member) for _ in range(2)]
    here(place.member, connections)

    assert [told(watcher) for watcher in watchers] == [[], []]


def test_whoever_does_not_take_it_is_not_closed(place: Place, connections: Connections) -> None:
    watcher = watching(place, place.owner, connections, place.member)
    connections.full.add(watcher.connection_id)
    here(place.member, connections)

    assert told(watcher) == []
    assert not watcher.closed


def test_who_joins_later_is_shown_too(
    place: Place, connections: Connections, mallory: Person
) -> None:
    join(place.community_id, owner=place.owner, who=mallory)
    watcher = watching(place, place.owner, connections, mallory)
    here(mallory, connections)

    assert statuses(watcher) == ["online"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": "offline"},
        {"status": "online", "custom_status": {"text": ""}},
        {"status": "online", "custom_status": {"text": "x" * 129}},
        {"status": "online", "custom_status": {"text": "a\nb"}},
        {"status": "online", "custom_status": {"emoji": "bread"}},
        {"status": "online", "custom_status": {"expires_at": "tomorrow"}},
        {"status": "online", "custom_status": {"expires_at": "2026-11-20T17:45:00"}},
        {"status": "online", "more": 1},
    ],
)
def test_bad_input_changes_nothing(alice: Person, body: dict[str, Any]) -> None:
    check_refused(call(set_presence, PATH, as_=alice, body=body), 422, "validation_failed")
    assert Presence.find_row(f"Y#{alice.user_id}", "Y") is None


def test_what_was_chosen_is_answered(alice: Person) -> None:
    body = {"status": "invisible", "custom_status": {"text": "hm", "emoji": None}}
    reply = call(set_presence, PATH, as_=alice, body=body)

    custom = {"text": "hm", "emoji": None, "expires_at": None}
    assert reply.body == {"status": "invisible", "custom_status": custom}
