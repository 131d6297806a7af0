"""Undoing a raid: nobody is left, nobody goes twice, and nobody goes who did not come with it."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from commons.contracts.communities.members import MemberBanned, MemberRemoved
from commons.contracts.communities.raids import RaidStepDue
from commons.permissions import Permission
from commons.testing import Person, call, deliver, emitted, person
from functions.communities import raids
from functions.communities.consumers.on_raid_step_due import on_raid_step_due
from functions.communities.endpoints.get_raid import get_raid
from functions.communities.endpoints.list_invites import list_invites
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.models.members import Member
from functions.communities.models.raids import Outcome, Raid, RaidMember, State
from tests.faults import AFTER, BEFORE, calls
from tests.faults.figures import Figures
from tests.functions.communities.conftest import Place, check_counted
from tests.functions.communities.entrances import MANAGER, add_role, code_of, hold
from tests.functions.communities.raiders import asked, finish, grown, let_in, undone
from tests.parallel import in_parallel

MODERATOR = MANAGER | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS


def present(place: Place, crowd: list[Person]) -> list[Person]:
    """Those who are members now."""
    found = {who.user_id: Member.find(place.community_id, who.user_id) for who in crowd}
    return [who for who in crowd if (row := found[who.user_id]) and row.present]


def goings(place: Place) -> Counter[str]:
    """How often each was told to be gone."""
    kicked = emitted(MemberRemoved, community_id=place.community_id)
    banned = emitted(MemberBanned, community_id=place.community_id)
    return Counter([e.user_id for e in kicked] + [e.user_id for e in banned])


def test_a_raid_of_sixty_is_kicked_out_and_nobody_else(place: Place, figures: Figures) -> None:
    place.join(raider := person())
    crowd = grown(place, raider, (8, 4, 1))
    assert len(crowd) == 8 + 32 + 32
    place.join(other := person())
    with calls() as made:
        raid = undone(place, {"user_id": raider.user_id}, "kick")
    figures("AWS calls for each of 73", len(made.names) / 73, most=30)

    assert (raid.state, raid.found, raid.removed, raid.left_out) == (State.DONE, 73, 73, 0)
    assert present(place, [raider, *crowd]) == []
    assert present(place, [other, place.member, place.owner]) == [other, place.member, place.owner]
    assert check_counted(place) == 3
    gone = goings(place)
    assert {gone[who.user_id] for who in (raider, *crowd)} == {1}
    listed = call(list_invites, f"{place.path}/invites", as_=place.owner).body["data"]
    assert {row["inviter_id"] for row in listed} == {place.owner.user_id}


@pytest.mark.nightly
def test_a_raid_of_a_thousand(place: Place, figures: Figures) -> None:
    place.join(raider := person())
    crowd = grown(place, raider, (9, 10, 10))
    with calls() as made:
        raid = undone(place, {"user_id": raider.user_id}, "ban", reason="raid")
    figures("AWS calls for each of 1,000", len(made.names) / 1000, most=30)
    assert (raid.found, raid.removed) == (1000, 1000)
    assert present(place, [raider, *crowd]) == []
    assert check_counted(place) == 2


def test_who_is_banned_for_a_raid_stays_out_even_if_they_had_left(place: Place) -> None:
    place.join(raider := person())
    stays, leaves = crowd = grown(place, raider, (2,))
    call(remove_member, f"{place.path}/members/me", as_=leaves)
    raid = undone(place, {"inviter_id": raider.user_id}, "ban")

    assert (raid.found, raid.removed) == (2, 2)
    code = place.invite()
    assert [place.accept(code, who).status for who in (stays, leaves)] == [404, 404]
    assert present(place, [raider, *crowd]) == [raider]


def test_a_kick_ends_only_the_memberships_that_came_with_the_raid(place: Place) -> None:
    place.join(raider := person())
    stays, returns = grown(place, raider, (2,))
    call(remove_member, f"{place.path}/members/me", as_=returns)
    place.join(returns)
    raid = undone(place, {"inviter_id": raider.user_id}, "kick")
    assert (raid.found, raid.removed) == (2, 1)
    assert present(place, [stays, returns]) == [returns]


def test_of_an_invite_only_who_came_by_it(place: Place) -> None:
    place.join(raider := person())
    by_one, by_other = [person() for _ in range(2)], [person()]
    invite = let_in(place.community_id, raider, *by_one)
    let_in(place.community_id, raider, *by_other)
    below = grown(place, by_one[0], (1,))
    raid = undone(place, {"invite_id": invite["id"]}, "kick")

    assert (raid.found, raid.removed) == (3, 3)
    assert present(place, [raider, *by_one, *by_other, *below]) == [raider, *by_other]
    assert place.accept(invite["code"], person()).status == 404


def test_who_came_before_stays(place: Place) -> None:
    place.join(raider := person())
    [early] = grown(place, raider, (1,))
    [late] = grown(place, raider, (1,))
    row = Member.load(place.community_id, late.user_id)
    undone(place, {"inviter_id": raider.user_id}, "kick", since=row.joined_at)
    assert present(place, [early, late]) == [early]


def test_who_stands_as_high_is_left_out_and_their_raiders_are_not(place: Place) -> None:
    add_role(place, MODERATOR, 5, place.member)
    peer = add_role(place, 0, 5)
    place.join(raider := person())
    low, high = grown(place, raider, (2,))
    below = grown(place, high, (2,))
    code = code_of(place, high)
    hold(place, high, peer)
    raid = undone(place, {"user_id": raider.user_id}, "ban", by=place.member)

    assert (raid.found, raid.removed, raid.left_out) == (5, 4, 1)
    assert present(place, [raider, low, high, *below]) == [high]
    assert place.accept(code, person()).status == 404
    path = f"{place.path}/raids/{raid.raid_id}"
    shown = call(get_raid, path, as_=place.owner).body
    assert (shown["left_out"], shown["left_out_ids"]) == (1, [high.user_id])


def test_a_preview_counts_and_changes_nobody(place: Place) -> None:
    place.join(raider := person())
    crowd = grown(place, raider, (2, 1))
    code = code_of(place, crowd[0])
    raid = undone(place, {"user_id": raider.user_id}, "ban", preview=True)

    assert (raid.state, raid.found, raid.removed) == (State.DONE, 5, 0)
    assert present(place, [raider, *crowd]) == [raider, *crowd]
    assert place.accept(code, person()).status == 200


def test_it_stops_when_whoever_began_it_may_not_go_on(place: Place) -> None:
    add_role(place, MODERATOR, 5, place.member)
    place.join(raider := person())
    crowd = grown(place, raider, (2,))
    reply = asked(place, {"user_id": raider.user_id}, "kick", by=place.member)
    hold(place, place.member)
    raid = finish(place.community_id, reply.body["id"])
    assert (raid.state, raid.removed) == (State.STOPPED, 0)
    assert present(place, crowd) == crowd


def test_who_joins_meanwhile_is_caught_too(place: Place) -> None:
    place.join(raider := person())
    crowd = grown(place, raider, (3,))
    codes = [code_of(place, who) for who in (raider, *crowd)]
    late = [person() for _ in range(12)]
    reply = asked(place, {"user_id": raider.user_id}, "kick")

    def act(i: int) -> int:
        if i == 4:
            finish(place.community_id, reply.body["id"])
            return 204
        return place.accept(codes[i % 4], late[i]).status

    assert set(in_parallel(12, act, threads=12)) <= {200, 204, 404}
    raid = finish(place.community_id, reply.body["id"])
    assert present(place, [raider, *crowd, *late]) == []
    gone = goings(place)
    assert {gone[who.user_id] for who in (raider, *crowd)} == {1}
    assert raid.removed == sum(gone[who.user_id] for who in (raider, *crowd, *late))
    check_counted(place)


def test_whom_somebody_else_bans_in_that_moment_is_noted_as_gone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.join(raider := person())
    looked = raids._spared

    def banned_after(*seen: Any) -> Outcome | None:
        found = looked(*seen)
        place.ban(raider)
        return found

    monkeypatch.setattr(raids, "_spared", banned_after)
    raid = undone(place, {"user_id": raider.user_id}, "ban")

    assert (raid.state, raid.found, raid.removed) == (State.DONE, 1, 0)
    assert RaidMember.read(raid, raider.user_id).outcome == Outcome.GONE
    assert goings(place)[raider.user_id] == 1


def _again(due: RaidStepDue, _: int) -> None:
    deliver(on_raid_step_due, due)


def test_steps_that_come_twice_at_once_remove_nobody_twice(place: Place) -> None:
    place.join(raider := person())
    crowd = grown(place, raider, (4, 1))
    raid_id = asked(place, {"user_id": raider.user_id}, "kick").body["id"]
    due = [RaidStepDue(community_id=place.community_id, raid_id=raid_id, step=n) for n in range(4)]
    for one in due:
        in_parallel(3, partial(_again, one))
    raid = finish(place.community_id, raid_id)
    assert (raid.found, raid.removed) == (9, 9)
    gone = goings(place)
    assert {gone[who.user_id] for who in (raider, *crowd)} == {1}
    check_counted(place)


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_whatever_call_it_dies_at_nobody_is_left_and_nobody_goes_twice(
    place: Place, when: str, every: int
) -> None:
    died_at, died = 0, True
    while died:
        place.join(raider := person())
        crowd = grown(place, raider, (2,))
        raid_id = asked(place, {"user_id": raider.user_id}, "kick").body["id"]
        with calls(kill_at=died_at, when=when) as made:
            finish(place.community_id, raid_id)
        died = len(made.names) > died_at
        raid = finish(place.community_id, raid_id)
        assert (raid.found, raid.removed) == (3, 3), died_at
        assert present(place, [raider, *crowd]) == []
        gone = goings(place)
        assert {gone[who.user_id] for who in (raider, *crowd)} == {1}, died_at
        died_at += every
    assert died_at > 30
    check_counted(place)
    assert isinstance(Raid.load(place.community_id, raid_id), Raid)
