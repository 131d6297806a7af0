"""A community's stream has readers of different rights: each is shown what they may see, no more.

Two members who are alike but for one right stand side by side. Who lacks it gets not one byte of
it: not posted, not replayed, not over HTTP; and their cursor passes over it all the same.
"""

from __future__ import annotations

import json
from math import ceil
from typing import Any

import pytest

from bench.units import units_of
from commons.clock import now_s
from commons.permissions import EVERYONE, Permission
from commons.streams import channel_stream, community_stream
from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, Socket, call, endpoint_of, nudged, person
from functions.communities.endpoints.confirm_age import confirm_age
from functions.communities.models.deletion import Remains
from functions.realtime.consumers.pump_nudged import pump_nudged
from functions.realtime.models import Connection, Focus
from tests.faults import calls
from tests.functions.communities import calendars, overrides, roles
from tests.functions.communities.conftest import ABSENT, Place, founded
from tests.functions.communities.readers import (
    chain,
    fetched,
    flush,
    heard,
    heard_of,
    noted,
    reader,
    tell,
)
from tests.functions.realtime.hidden import (
    ACTS,
    NAMES,
    VIEW,
    Act,
    ask,
    ban,
    empowered,
    hidden,
    join_them,
)
from tests.refusals import check_refused, check_same


@pytest.fixture
def place(alice: Person, fresh_caches: None) -> Place:
    """Alice's private community."""
    return founded(alice, "private")


def told_in(place: Place, socket: Socket) -> str:
    """Every byte of the community's events that a socket was posted."""
    return json.dumps(heard(place, socket))


@pytest.mark.parametrize(("act", "rights"), ACTS, ids=NAMES)
def test_who_may_not_see_it_gets_not_one_byte(
    place: Place, connections: Connections, act: Act, rights: tuple[Permission, ...]
) -> None:
    seer, twin = empowered(place, *rights), empowered(place)
    live = [reader(place, who, connections) for who in (seer, twin)]
    with noted() as events:
        word = act(place, seer)
    tell(*events)
    flush(place)
    late = [reader(place, who, connections, cursor=0) for who in (seer, twin)]
    pages = [fetched(place, who) for who in (seer, twin)]

    about = _ids(events, word)
    for seen, unseen in (
        [*map(json.dumps, (heard(place, s) for s in pair))] for pair in (live, late)
    ):
        assert any(one in seen for one in about)
        assert not any(one in unseen for one in about)
    seen, unseen = (page.text for page in pages)
    assert any(one in seen for one in about)
    assert not any(one in unseen for one in about)
    _check_passed(place, live + late)
    assert {page.body["to"] for page in pages} == {DynamoLog().cursor(_stream(place)).sq}


def _ids(events: list[Any], word: str) -> set[str]:
    """What names the hidden thing: a word, and for an invite its id."""
    invites = {event.invite_id for event in events if hasattr(event, "invite_id")}
    return {word, *invites}


def _stream(place: Place) -> str:
    return community_stream(place.community_id)


def _check_passed(place: Place, sockets: list[Socket]) -> None:
    """Whatever was left out, the batches of each are a chain from its start to the head."""
    head = DynamoLog().cursor(_stream(place)).sq
    for socket in sockets:
        at = 0
        for pv, to in chain(place, socket):
            assert pv == at
            at = to
        assert at == head


def test_a_new_member_is_told_to_who_may_see_members(
    place: Place, connections: Connections
) -> None:
    everyone = str(int(EVERYONE & ~Permission.VIEW_MEMBERS))
    path = f"/roles/{place.community_id}"
    ask(place.owner, "PATCH /v1/roles/{role_id}", path, {"permissions": everyone})
    seer, twin = empowered(place, Permission.VIEW_MEMBERS), empowered(place)
    sockets = [reader(place, who, connections) for who in (seer, twin)]
    with heard_of(place):
        came = join_them(place, seer)

    assert [e["t"] for e in heard(place, sockets[0])] == ["MEMBER_ADD"]
    assert came in told_in(place, sockets[0])
    assert heard(place, sockets[1]) == []
    with heard_of(place):
        path = f"{place.path}/members/{twin.user_id}"
        ask(
            place.owner,
            "PATCH /v1/communities/{community_id}/members/{user_id}",
            path,
            {"nick": "Crumb"},
        )
    assert [e["d"]["nick"] for e in heard(place, sockets[1])] == ["Crumb"]


def test_the_maker_of_an_invite_is_told_of_it(place: Place, connections: Connections) -> None:
    socket = reader(place, place.member, connections)
    route = "POST /v1/communities/{community_id}/invites"
    with heard_of(place):
        mine = ask(place.member, route, f"{place.path}/invites", {})
        place.invite()

    assert [e["d"]["code"] for e in heard(place, socket)] == [mine["code"]]


def test_who_loses_a_role_is_told_and_sees_no_more_by_it(
    place: Place, connections: Connections
) -> None:
    role = roles.role(place, Permission.BAN_MEMBERS)
    moderator = calendars.newcomer(place)
    socket = reader(place, moderator, connections)
    with heard_of(place):
        roles.granted(place, moderator, role)
        before = ban(place, moderator)
    with heard_of(place):
        roles.revoked(place, moderator, role)
        after = ban(place, moderator)

    assert [e["t"] for e in heard(place, socket)] == ["MEMBER_UPDATE", "BAN_ADD", "MEMBER_UPDATE"]
    assert heard(place, socket)[-1]["d"]["roles"] == []
    assert before in told_in(place, socket)
    assert after not in told_in(place, socket)
    assert socket.got("focus_ok") == []  # the channel is still theirs


def test_a_role_with_fewer_bits_is_told_and_holds_at_once(
    place: Place, connections: Connections
) -> None:
    role = roles.role(place, Permission.BAN_MEMBERS)
    moderator = calendars.newcomer(place)
    roles.granted(place, moderator, role)
    socket = reader(place, moderator, connections)
    with heard_of(place):
        ask(place.owner, "PATCH /v1/roles/{role_id}", f"/roles/{role}", {"permissions": "0"})
        ban(place, moderator)

    assert [(e["t"], e["d"].get("permissions")) for e in heard(place, socket)] == [
        ("ROLE_UPDATE", "0")
    ]


def test_a_timeout_is_told_to_who_is_timed_out(place: Place, connections: Connections) -> None:
    socket = reader(place, place.member, connections)
    with heard_of(place):
        path = f"{place.path}/members/{place.member.user_id}"
        ask(
            place.owner,
            "PATCH /v1/communities/{community_id}/members/{user_id}",
            path,
            {"timeout_until": roles.at(600)},
        )

    [told] = heard(place, socket)
    assert told["d"]["timeout_until"] == roles.at(600)[:16] + told["d"]["timeout_until"][16:]
    [viewer] = [v for v in Focus.list(_stream(place)) if v.user_id == place.member.user_id]
    assert viewer.until is not None
    assert viewer.until > now_s()


def test_who_loses_the_channel_they_look_at_is_told_so_once(
    place: Place, connections: Connections
) -> None:
    socket, owner = (reader(place, who, connections) for who in (place.member, place.owner))
    with heard_of(place):
        overrides.put(place, place.channel_id, place.member.user_id, deny=VIEW)
    flush(place)

    assert socket.got("focus_ok") == [{"channels": [], "refused": [place.channel_id]}]
    assert owner.got("focus_ok") == []
    stream = channel_stream(place.channel_id)
    assert {v.user_id for v in Focus.list(stream)} == {place.owner.user_id}
    assert heard(place, socket) == []  # they do not see the channel, so nothing of it
    with heard_of(place):
        overrides.removed(place, place.channel_id, place.member.user_id)
    assert [e["t"] for e in heard(place, socket)] == ["OVERRIDE_UPDATE"]


def test_who_keeps_another_channel_is_told_which(place: Place, connections: Connections) -> None:
    other = overrides.channel(place)
    socket = reader(place, place.member, connections)
    socket.send("focus", {"channels": [place.channel_id, other]})
    with heard_of(place):
        ask(place.owner, "DELETE /v1/channels/{channel_id}", f"/channels/{other}")

    assert socket.got("focus_ok") == [{"channels": [place.channel_id], "refused": [other]}]
    assert [(e["t"], e["d"]["id"]) for e in heard(place, socket)] == [("CHANNEL_DELETE", other)]
    found = Connection.find(socket.connection_id)
    assert found is not None
    assert list(found.focus) == [place.channel_id]


def test_the_kicked_hear_that_they_are_and_nothing_more(
    place: Place, connections: Connections
) -> None:
    socket = reader(place, place.member, connections)
    route = "DELETE /v1/communities/{community_id}/members/{user_id}"
    with heard_of(place):
        ask(place.owner, route, f"{place.path}/members/{place.member.user_id}")
        roles.role(place)

    assert [e["t"] for e in heard(place, socket)] == ["MEMBER_REMOVE"]
    assert socket.got("focus_ok") == [{"channels": [], "refused": [place.channel_id]}]
    assert Focus.list(_stream(place)) == []


def test_a_deleted_community_is_the_last_its_readers_hear(
    place: Place, connections: Connections
) -> None:
    sockets = [reader(place, who, connections) for who in (place.member, place.owner)]
    with heard_of(place):
        ask(place.owner, "DELETE /v1/communities/{community_id}", place.path)

    for socket in sockets:
        assert [e["t"] for e in heard(place, socket)] == ["COMMUNITY_DELETE"]
        assert socket.got("focus_ok") == [{"channels": [], "refused": [place.channel_id]}]
    assert Focus.list(_stream(place)) == []
    check_refused(fetched(place, place.owner), 404, "not_found")


def test_a_role_that_ends_by_its_date_shows_nothing_after_it(
    place: Place, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = roles.role(place, Permission.BAN_MEMBERS)
    moderator = calendars.newcomer(place)
    roles.granted(place, moderator, role, expires_at=roles.at(3600))
    socket = reader(place, moderator, connections)
    with noted() as events:
        word = ban(place, moderator)
    tell(*events)
    later = now_s() + 3601
    for module in ("commons.access", "functions.realtime.admitting"):
        monkeypatch.setattr(f"{module}.now_s", lambda: later)
    flush(place)

    assert word not in told_in(place, socket)
    assert chain(place, socket) != []


def test_a_stream_is_followed_with_a_channel_and_no_longer(
    place: Place, connections: Connections
) -> None:
    socket = reader(place, place.member, connections)
    assert [v.connection_id for v in Focus.list(_stream(place))] == [socket.connection_id]
    socket.send("focus", {"channels": []})
    assert Focus.list(_stream(place)) == []
    again = reader(place, place.member, connections)
    again.disconnect()
    assert Focus.list(_stream(place)) == []


def test_a_cursor_continues_and_an_old_one_is_a_gap(place: Place, connections: Connections) -> None:
    with heard_of(place):
        for _ in range(3):
            roles.role(place)
    table = DynamoLog().after(_stream(place), 0)
    half = table[2].sq
    socket = reader(place, place.member, connections, cursor=half)
    assert [e["sq"] for e in heard(place, socket)] == [e.sq for e in table if e.sq > half]

    Remains(f"S#{_stream(place)}", f"L#{2:012d}").delete()
    late = reader(place, place.member, connections, cursor=0)
    head = DynamoLog().cursor(_stream(place)).sq
    gap = {"stream": _stream(place), "head": head, "snapshot_url": f"/v1{place.path}"}
    assert late.got("gap") == [gap]
    ends = [end for end in late.got("replay_end") if end["stream"] == _stream(place)]
    assert ends == [{"stream": _stream(place), "to": head}]
    assert call(endpoint_of("GET /v1/communities/{community_id}"), place.path, as_=place.member)


def test_a_refused_channel_is_told_when_one_identifies(
    place: Place, connections: Connections
) -> None:
    hidden_one = hidden(place, place.owner)
    socket = reader(place, place.member, connections)
    assert socket.got("focus_ok") == []
    other = Place(place.community_id, hidden_one, place.owner, place.member, place.banned)
    refused = reader(other, place.member, connections)
    assert refused.got("focus_ok") == [{"channels": [], "refused": [hidden_one]}]


def test_strangers_find_no_stream(place: Place, connections: Connections) -> None:
    public = founded(place.owner, "public")
    absent = Place(ABSENT, place.channel_id, place.owner, place.member, place.banned)
    for where in (place, public):
        for who in (person(), where.banned):
            check_refused(fetched(where, who), 404, "not_found")
            check_same(fetched(where, who), fetched(absent, who))


def test_who_confirmed_their_age_is_not_shown_less(place: Place, connections: Connections) -> None:
    """Gains that no event tells are felt when the viewer is checked again; nothing is lost."""
    socket = reader(place, place.member, connections)
    call(confirm_age, f"{place.path}/age-confirmation", as_=place.member)
    with heard_of(place):
        roles.role(place)
    assert {e["t"] for e in heard(place, socket)} == {"ROLE_CREATE", "ROLE_ORDER"}


@pytest.mark.parametrize("viewers", [1, 10, 40])
def test_a_flush_costs_what_one_of_messages_does(
    place: Place, connections: Connections, viewers: int
) -> None:
    for _ in range(viewers):
        reader(place, calendars.newcomer(place), connections)
    with noted() as events:
        place.join(person())
    tell(*events)

    with calls() as watched:
        assert nudged(pump_nudged, _stream(place)) == []
    used = units_of(watched.names, watched.requests, watched.answers)
    print(f"flush to {viewers}: {used.writes:g} write and {used.reads:g} read units")
    assert watched.names.count("PostToConnection") == viewers
    assert used.writes <= 1
    assert used.reads <= 2 + ceil(viewers / 30)


def test_what_only_some_see_costs_one_read_more_for_each_viewer(
    place: Place, connections: Connections
) -> None:
    made = hidden(place, place.member)
    for _ in range(20):
        reader(place, calendars.newcomer(place), connections)
    for topic in ("read the channels", "hush"):
        with noted() as events:
            path, body = f"/channels/{made}", {"topic": topic}
            ask(place.owner, "PATCH /v1/channels/{channel_id}", path, body)
        tell(*events)
        with calls() as watched:
            assert nudged(pump_nudged, _stream(place)) == []

    used = units_of(watched.names, watched.requests, watched.answers)
    print(f"flush of a hidden channel's to 20: {used.writes:g} write, {used.reads:g} read units")
    assert watched.names.count("BatchGetItem") == 1
    assert used.reads <= 2 + 1 + 20 + 1
