"""Deleting a community: at once it is gone for everybody, as if it had never been."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from commons.contracts.communities.community import CommunityDeleted
from commons.testing import Connections, Person, Reply, Socket, call, connect, emitted, endpoint_of
from functions.communities.endpoints.delete_community import delete_community
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.get_invite import get_invite
from functions.communities.endpoints.list_my_communities import list_my_communities
from functions.communities.endpoints.transfer_ownership import transfer_ownership
from functions.messages.endpoints.list_read_states import list_read_states
from functions.messages.endpoints.send_message import send_message
from tests.faults import AFTER, BEFORE, calls
from tests.functions.communities.conftest import ABSENT, Place, check_hidden, founded
from tests.functions.communities.directory import entries
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import check_refused, check_same, nothing_changes

MINE = "/users/me/communities"


def deleted(place: Place, who: Person | None = None) -> Reply:
    """Delete the community."""
    return call(delete_community, place.path, as_=who or place.owner)


def mine(who: Person, **query: object) -> list[dict[str, object]]:
    """Somebody's communities."""
    reply = call(list_my_communities, MINE, as_=who, query=query)
    assert reply.status == 200, reply
    found: list[dict[str, object]] = reply.body["data"]
    return found


def test_it_is_gone_for_everybody_at_once(public: Place) -> None:
    code = public.invite()
    messages = f"/channels/{public.channel_id}/messages"
    assert deleted(public).status == 204

    for who in (public.owner, public.member, public.banned):
        absent = call(get_community, f"/communities/{ABSENT}", as_=who)
        check_same(call(get_community, public.path, as_=who), absent)
        body = {"content": "hello?"}
        check_refused(call(send_message, messages, as_=who, body=body), 404, "not_found")
        hidden = call(get_channel, f"/channels/{public.channel_id}", as_=who)
        check_refused(hidden, 404, "not_found")
        assert mine(who) == []
        assert call(list_read_states, "/read-states", as_=who).body["data"] == []
    check_refused(call(get_invite, f"/invites/{code}", as_=public.owner), 404, "not_found")
    check_refused(public.accept(code, public.member), 404, "not_found")
    assert entries(public.community_id) == []


def test_its_owner_sees_until_when_it_can_be_restored(place: Place) -> None:
    before = mine(place.owner)
    assert [(one["deleted_at"], one["purge_at"]) for one in before] == [(None, None)]
    deleted(place)
    [row] = mine(place.owner, deleted=True)
    assert row["id"] == place.community_id
    since, until = (datetime.fromisoformat(str(row[n])) for n in ("deleted_at", "purge_at"))
    assert abs(until - since - timedelta(days=30)) < timedelta(seconds=5)
    assert mine(place.member, deleted=True) == []


def test_it_is_told_and_written_down(place: Place) -> None:
    deleted(place)
    [event] = emitted(CommunityDeleted, community_id=place.community_id)
    assert (event.actor_id, event.revision) == (place.owner.user_id, 2)
    assert log_of(place.community_id)[-1]["action"] == "community_deleted"


def test_a_socket_hears_no_more_of_it(place: Place, connections: Connections) -> None:
    socket = connect(place.member, connections)
    assert isinstance(socket, Socket)
    socket.send("identify", {"focus": [place.channel_id]})
    deleted(place)
    sent = {"channel_id": place.channel_id, "content": "hello?", "nonce": "n"}
    answer = socket.send("send", sent)
    assert answer is not None
    assert (answer["op"], answer["d"]["code"]) == ("nack", "not_found")
    again = connect(place.member, connections)
    assert isinstance(again, Socket)
    again.send("identify", {"focus": [place.channel_id]})
    [ready] = again.got("ready")
    assert ready["communities"] == []


def test_nobody_but_its_owner_deletes_it(place: Place) -> None:
    with nothing_changes("communities"):
        check_refused(deleted(place, place.member), 403, "not_the_owner")
    check_hidden(delete_community, "/communities/{}".format, place)


def test_what_is_deleted_cannot_be_deleted_again(place: Place) -> None:
    deleted(place)
    with nothing_changes("communities"):
        check_refused(deleted(place), 404, "not_found")


@pytest.mark.parametrize("rounds", [3, pytest.param(300, marks=pytest.mark.nightly)])
def test_a_transfer_meanwhile_comes_before_or_never(alice: Person, rounds: int) -> None:
    for _ in range(rounds):
        place = founded(alice, "private")
        body = {"user_id": place.member.user_id}

        def act(i: int, place: Place = place, body: dict[str, str] = body) -> Reply:
            if i:
                return deleted(place)
            return call(transfer_ownership, f"{place.path}/transfer", as_=place.owner, body=body)

        handed, gone = in_parallel(2, act)
        assert (handed.status, gone.status) in ((200, 403), (404, 204))
        there = call(get_community, place.path, as_=place.member)
        assert there.status == (404 if gone.status == 204 else 200)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_death_at_any_call_leaves_it_deleted_or_not(alice: Person, when: str) -> None:
    with calls() as watched:
        deleted(founded(alice, "public"))
    place = founded(alice, "public")
    for number in range(len(watched.names)):
        with calls(number, when):
            deleted(place)
        gone = call(get_community, place.path, as_=alice).status == 404
        assert len(entries(place.community_id)) == (not gone)
        assert len(mine(alice, deleted=True)) >= gone
        if gone:
            restored = call(
                endpoint_of("POST /v1/communities/{community_id}/restore"),
                f"{place.path}/restore",
                as_=alice,
            )
            assert restored.status == 200
