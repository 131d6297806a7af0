"""A role ends by its date: the row is tidied and everybody told, once, whatever wakes the job."""

from __future__ import annotations

from commons.clock import now_ms, now_s, rfc3339
from commons.contracts.communities.members import MemberUpdated
from commons.testing import Context, Person, call, deliver, emitted
from commons.testing.schedules import fire, scheduled
from functions.communities.consumers.on_member_updated import on_member_updated
from functions.communities.endpoints.grant_role import grant_role
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.revoke_role import revoke_role
from functions.communities.endpoints.update_member import update_member
from functions.communities.jobs.end_roles import end_roles
from functions.communities.models.members import Member
from tests.clocks import moved_clock
from tests.functions.communities.conftest import Place
from tests.functions.communities.entrances import add_role
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def give(place: Place, role_id: str, seconds: int | None = None) -> None:
    """The owner gives the member a role, for good or for some seconds."""
    path = f"{place.path}/members/{place.member.user_id}/roles/{role_id}"
    body = None if seconds is None else {"expires_at": rfc3339(now_ms() + seconds * 1000)}
    assert call(grant_role, path, as_=place.owner, body=body).status == 204


def stored(place: Place, who: Person) -> Member:
    """Somebody's row."""
    return Member.load(place.community_id, who.user_id)


def told(place: Place) -> list[MemberUpdated]:
    """What was told of the member, in its order."""
    found = emitted(MemberUpdated, community_id=place.community_id, user_id=place.member.user_id)
    return sorted(found, key=lambda event: event.revision)


def wake(place: Place, at_s: int = 0) -> None:
    """The job runs, whatever woke it."""
    about = {"community_id": place.community_id, "user_id": place.member.user_id, "at_s": at_s}
    end_roles({"detail": about}, Context())


def fire_next(place: Place) -> None:
    """What was told arrives, and the next schedule's time has come."""
    assert deliver(on_member_updated, told(place)[-1]) == []
    *_, due = scheduled(end_roles, str(stored(place, place.member).membership_id))
    fire(end_roles, due.name)


def test_the_row_is_tidied_and_everybody_told_once(place: Place) -> None:
    kept, over = add_role(place, 0, 1), add_role(place, 0, 2)
    give(place, kept)
    give(place, over, 60)
    before = len(told(place))
    with moved_clock() as clock:
        clock.move(61)
        for _ in range(3):
            wake(place)

    member = stored(place, place.member)
    assert (list(member.roles), member.ends) == ([kept], {})
    assert len(told(place)) == before + 1
    event = told(place)[-1]
    assert (event.roles, event.roles_end, event.revision) == ([kept], {}, member.revision)
    assert event.actor_id == place.member.user_id


def test_several_end_one_after_the_other(place: Place) -> None:
    roles = [add_role(place, 0, rank) for rank in (1, 2, 3)]
    for role_id, seconds in zip(roles, (60, 120, 120), strict=True):
        give(place, role_id, seconds)
    with moved_clock() as clock:
        clock.move(61)
        fire_next(place)
        assert list(stored(place, place.member).roles) == roles[1:]
        clock.move(60)
        fire_next(place)
    assert list(stored(place, place.member).roles) == []
    assert [event.roles for event in told(place)[-2:]] == [roles[1:], []]
    assert deliver(on_member_updated, told(place)[-1]) == []


def test_before_its_time_nothing_ends(place: Place) -> None:
    give(place, add_role(place, 0, 1), 60)
    with nothing_changes("communities"):
        wake(place, now_s())


def test_a_clock_that_is_behind_makes_nothing_late(place: Place) -> None:
    """Scheduler waited for the second that it was told; a worker may think it is not yet there."""
    give(place, add_role(place, 0, 1), 60)
    fire_next(place)
    assert told(place)[-1].roles == []


def test_a_date_that_was_moved_is_the_one_that_holds(place: Place) -> None:
    role_id = add_role(place, 0, 1)
    give(place, role_id, 60)
    assert deliver(on_member_updated, told(place)[-1]) == []
    [early] = scheduled(end_roles, str(stored(place, place.member).membership_id))
    give(place, role_id, 600)
    with moved_clock() as clock:
        clock.move(61)
        with nothing_changes("communities"):
            fire(end_roles, early.name)
        clock.move(600)
        fire_next(place)
    assert list(stored(place, place.member).roles) == []


def test_what_was_taken_before_is_not_told_again(place: Place) -> None:
    """Whoever changes roles after an end tidies it, and the job finds nothing left to do."""
    over, other = add_role(place, 0, 1), add_role(place, 0, 2)
    give(place, over, 60)
    give(place, other)
    path = f"{place.path}/members/{place.member.user_id}/roles"
    with moved_clock() as clock:
        clock.move(61)
        assert call(revoke_role, f"{path}/{other}", as_=place.owner).status == 204
        check_refused(call(revoke_role, f"{path}/{over}", as_=place.owner), 404, "not_found")
        with nothing_changes("communities"):
            wake(place)


def test_whoever_is_gone_has_nothing_that_ends(place: Place) -> None:
    give(place, add_role(place, 0, 1), 60)
    [*_, event] = told(place)
    assert call(remove_member, f"{place.path}/members/me", as_=place.member).status == 204
    with moved_clock() as clock, nothing_changes("communities"):
        clock.move(61)
        wake(place)
        assert deliver(on_member_updated, event) == []


def test_two_runs_and_a_change_of_nick_at_once_tell_the_end_once(place: Place) -> None:
    over = add_role(place, 0, 1)
    give(place, over, 60)
    path = f"{place.path}/members/{place.member.user_id}"
    with moved_clock() as clock:
        clock.move(61)

        def act(i: int) -> None:
            if i < 4:
                wake(place)
            else:
                body = {"nick": f"n{i}"}
                assert call(update_member, path, as_=place.owner, body=body).status == 200

        in_parallel(6, act)
    assert list(stored(place, place.member).roles) == []
    events = told(place)
    assert [event.revision for event in events] == list(range(2, len(events) + 2))
    without = [event for event in events if over not in event.roles]
    assert without == events[-len(without) :]
    assert len(events) == 1 + 1 + 2  # the grant, the end, two nicks
