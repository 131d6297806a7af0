"""Answering while roles, questions and memberships change: one side comes first, none is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from commons.permissions import Permission
from commons.testing import Reply, call
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.update_role import update_role
from functions.communities.models.members import Member
from tests.functions.communities import roles
from tests.functions.communities.asking import (
    answered,
    asked,
    choose,
    gives,
    mine,
    newcomer,
    put,
    question,
    rules,
)
from tests.functions.communities.conftest import Place
from tests.functions.posts.meanwhile import meanwhile
from tests.parallel import in_parallel
from tests.refusals import check_refused


def at_once(*acts: Callable[[], Reply]) -> list[Reply]:
    """What each is answered, all at once."""
    return in_parallel(len(acts), lambda i: acts[i]())


def test_roles_given_and_taken_by_hand_meanwhile_are_not_lost(place: Place) -> None:
    """Whatever comes first, what somebody gave by hand is held and what they took is not."""
    chosen, by_hand, taken = (roles.role(place) for _ in range(3))
    [ask] = asked(place, questions=[question(gives(chosen))])["questions"]
    for _ in range(4):
        who = newcomer(place)
        roles.granted(place, who, taken)
        replies = at_once(
            partial(choose, place, who, (ask, 0)),
            partial(roles.granted, place, who, by_hand),
            partial(roles.revoked, place, who, taken),
        )
        assert [reply.status for reply in replies] == [200, 204, 204]
        assert set(roles.held(place, who)) == {chosen, by_hand}


def test_whoever_is_banned_meanwhile_has_nothing(place: Place) -> None:
    role_id = roles.role(place)
    body = asked(place, rules=rules("Be kind."), questions=[question(gives(role_id))])
    [ask] = body["questions"]
    answers = {ask["id"]: [ask["options"][0]["id"]]}
    for _ in range(4):
        who = newcomer(place)
        said, banned = at_once(
            partial(answered, place, who, rules_version=1, answers=answers),
            partial(place.ban, who),
        )
        assert banned.status == 204
        assert said.status in (200, 404)
        row = Member.find(place.community_id, who.user_id)
        assert row is not None
        assert (row.banned, row.present, list(row.roles or ())) == (True, False, [])


def test_a_role_that_grows_after_the_look_and_before_the_commit_is_not_given(place: Place) -> None:
    role_id = roles.role(place)
    [ask] = asked(place, questions=[question(gives(role_id))])["questions"]
    power = {"permissions": str(int(Permission.KICK_MEMBERS))}
    grow = partial(call, update_role, f"/roles/{role_id}", as_=place.owner, body=power)
    with meanwhile(grow):
        assert choose(place, place.member, (ask, 0)).body["member"]["roles"] == []


def test_an_option_that_gives_less_before_the_commit_gives_less(place: Place) -> None:
    role_id = roles.role(place)
    [ask] = asked(place, questions=[question(gives(role_id))])["questions"]
    without = {**ask, "options": [{**ask["options"][0], "role_ids": []}]}
    with meanwhile(lambda: put(place, questions=[without])):
        assert choose(place, place.member, (ask, 0)).body["member"]["roles"] == []


def test_who_leaves_before_the_commit_has_answered_nothing(place: Place) -> None:
    [ask] = asked(place, questions=[question("Bread")])["questions"]
    path = f"{place.path}/members/me"
    with meanwhile(lambda: call(remove_member, path, as_=place.member)):
        check_refused(choose(place, place.member, (ask, 0)), 404, "not_found")
    place.join(place.member)
    assert mine(place, place.member)["answers"] == {}


def test_of_questions_that_change_meanwhile_one_side_comes_first(place: Place) -> None:
    """Who answered before the change has what was given then; a later answer gives none of it."""
    for _ in range(4):
        role_id, who = roles.role(place), newcomer(place)
        [ask] = asked(place, questions=[question(gives(role_id))])["questions"]
        without = {**ask, "options": [{**ask["options"][0], "role_ids": []}]}
        changed, said = at_once(
            partial(put, place, questions=[without]), partial(choose, place, who, (ask, 0))
        )
        assert (changed.status, said.status) == (200, 200)
        assert said.body["member"]["roles"] == roles.held(place, who)
        assert choose(place, who, (ask, 0)).body["member"]["roles"] == []
