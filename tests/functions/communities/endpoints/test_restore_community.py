"""Undoing a deletion: everything is as it was, for its owner, until the last day."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from commons import auth
from commons.aws import client
from commons.clock import now_s
from commons.contracts.communities.community import CommunityRestored
from commons.settings import table_name
from commons.testing import Context, Person, Reply, call, emitted, person
from commons.wire import item
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_invites import list_invites
from functions.communities.endpoints.list_members import list_members
from functions.communities.endpoints.restore_community import restore_community
from functions.communities.jobs.purge_communities import purge_communities
from functions.communities.models.deletion import PARTITION as DOOMED
from functions.communities.models.deletion import Doomed
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from tests.clocks import moved_clock
from tests.functions.communities.conftest import ABSENT, BAD_IDS, Place, founded
from tests.functions.communities.directory import entries
from tests.functions.communities.endpoints.test_delete_community import deleted, mine
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes

DAY_S = 86_400


def restored(place: Place, who: Person | None = None) -> Reply:
    """Undo the deletion."""
    return call(restore_community, f"{place.path}/restore", as_=who or place.owner)


def everything(place: Place) -> list[Any]:
    """All that its owner and a member read of it."""
    reads = (
        (get_community, place.path),
        (list_members, f"{place.path}/members"),
        (list_bans, f"{place.path}/bans"),
        (list_invites, f"{place.path}/invites"),
        (list_messages, f"/channels/{place.channel_id}/messages"),
    )
    everybody = (place.owner, place.member, place.banned)
    return [call(endpoint, path, as_=who).body for endpoint, path in reads for who in everybody]


def told(answers: list[Any]) -> list[Any]:
    """Answers without what tells one refusal from another."""
    return [{k: v for k, v in one.items() if k != "request_id"} for one in answers]


def now_of(place: Place) -> Person:
    """The owner, logged in again: a moved clock ends sessions and tokens."""
    owner = place.owner
    row = {"user_id": owner.user_id, "ttl": now_s() + 3600}
    key = {"pk": f"SES#{owner.session_id}", "sk": "S"}
    client("dynamodb").put_item(TableName=table_name("auth"), Item=item(key | row))
    auth.forget()
    return owner


def test_everything_is_as_it_was(public: Place) -> None:
    public.invite()
    body = {"content": "still here"}
    call(send_message, f"/channels/{public.channel_id}/messages", as_=public.member, body=body)
    before = told(everything(public))
    deleted(public)
    assert told(everything(public)) != before

    reply = restored(public)
    assert reply.status == 200
    assert reply.body.items() <= public.seen().body.items()
    assert told(everything(public)) == before
    [entry] = entries(public.community_id)
    assert entry == f"S62#{public.community_id}"
    assert mine(public.owner, deleted=True) == []
    [event] = emitted(CommunityRestored, community_id=public.community_id)
    assert event.revision == 3
    assert log_of(public.community_id)[-1]["action"] == "community_restored"


def test_it_can_be_restored_on_the_last_day_and_not_after_it(place: Place) -> None:
    deleted(place)
    with moved_clock() as clock:
        clock.move(30 * DAY_S + 1)
        late = now_of(place)
        assert mine(late, deleted=True) == []
        check_refused(restored(place, late), 404, "not_found")
        clock.move(-DAY_S)
        assert restored(place, now_of(place)).status == 200


def test_to_restore_what_is_there_changes_nothing(place: Place) -> None:
    with nothing_changes("communities"):
        assert restored(place).status == 200


def test_to_everybody_else_it_is_absent(place: Place, public: Place) -> None:
    deleted(place)
    with nothing_changes("communities"):
        for who in (place.member, place.banned, person()):
            absent = call(restore_community, f"/communities/{ABSENT}/restore", as_=who)
            check_same(restored(place, who), absent)
            check_same(restored(public, who), absent)
        for bad in BAD_IDS:
            reply = call(restore_community, f"/communities/{bad}/restore", as_=place.owner)
            check_same(reply, absent)
        check_needs_caller(restore_community, f"{place.path}/restore")


def test_many_at_once_restore_it_once(place: Place) -> None:
    deleted(place)
    replies = in_parallel(8, lambda _: restored(place))
    assert Counter(reply.status for reply in replies) == {200: 8}
    assert len(emitted(CommunityRestored, community_id=place.community_id)) == 1


@pytest.mark.parametrize("rounds", [4, pytest.param(300, marks=pytest.mark.nightly)])
def test_deleting_and_restoring_at_once_leave_one_of_both(alice: Person, rounds: int) -> None:
    place = founded(alice, "public")
    for _ in range(rounds):
        in_parallel(6, lambda i: restored(place) if i % 2 else deleted(place))
        there = call(get_community, place.path, as_=alice).status == 200
        waiting = [d for d in Doomed.query(DOOMED) if d.community_id == place.community_id]
        assert (len(waiting), len(entries(place.community_id))) == ((0, 1) if there else (1, 0))
        restored(place)


def test_deleted_again_the_days_begin_again(place: Place) -> None:
    deleted(place)
    restored(place)
    with moved_clock() as clock:
        clock.move(10)
        deleted(place, now_of(place))
        clock.move(30 * DAY_S - 5)
        purge_communities({}, Context())
        assert restored(place, now_of(place)).status == 200
