"""POST /communities/{community_id}/onboarding/answers"""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.members import MemberUpdated
from commons.contracts.communities.onboarding import RulesConsented
from commons.ids import OPTION, QUESTION, new_id
from commons.permissions import Permission
from commons.testing import Person, Reply, call, emitted, person
from functions.communities.endpoints.answer_onboarding import answer_onboarding
from functions.communities.endpoints.delete_role import delete_role
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.update_role import update_role
from functions.communities.models.access import Version
from functions.communities.models.members import Member
from functions.communities.rules import onboarding as asking_rules
from tests.functions.communities import overrides, roles
from tests.functions.communities.asking import (
    agree,
    answered,
    asked,
    choose,
    consents,
    gives,
    mine,
    newcomer,
    path,
    question,
    rules,
)
from tests.functions.communities.circling import enter, ring
from tests.functions.communities.conftest import Place, check_hidden
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    nothing_changes,
)

Given = dict[str, list[str]]
SENDING = int(Permission.SEND_MESSAGES)


def sees(place: Place, who: Person, channel_id: str) -> bool:
    """Whether somebody sees a channel."""
    return call(get_channel, f"/channels/{channel_id}", as_=who).status == 200


def hidden(place: Place) -> str:
    """A channel that nobody sees who was not let in."""
    channel_id = overrides.channel(place)
    assert overrides.put(place, channel_id, place.community_id, deny="1").status == 204
    return channel_id


def losses(place: Place) -> int:
    """How often somebody has lost something there."""
    return int(Version.load_row(f"A#{place.community_id}", "V").m)


def test_who_agrees_may_write_and_it_is_written_down(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    who = newcomer(place)
    assert overrides.may(who, place.channel_id) == (200, 403)

    reply = agree(place, who, 1)

    assert reply.status == 200
    assert (reply.body["member"]["user_id"], reply.body["member"]["pending"]) == (
        who.user_id,
        False,
    )
    assert overrides.may(who, place.channel_id) == (200, 201)
    membership_id = Member.load(place.community_id, who.user_id).membership_id
    assert consents(place, who) == [f"00000001#{membership_id}"]
    [event] = emitted(RulesConsented, user_id=who.user_id)
    assert (event.rules_version, event.membership_id) == (1, membership_id)
    assert event.consented_at == mine(place, who)["consented_at"]


def test_agreeing_again_changes_nothing(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    first = agree(place, place.member, 1)
    with nothing_changes("communities"):
        assert agree(place, place.member, 1).body == first.body
        assert answered(place, place.member).body == first.body


def test_only_the_rules_that_are_in_force_can_be_agreed_to(place: Place) -> None:
    for text in ("Be kind.", "Be quiet."):
        asked(place, rules=rules(text))
    with nothing_changes("communities"):
        for version in (1, 3, 2**31 - 1):
            reply = agree(place, place.member, version)
            check_refused(reply, 409, "rules_changed")
            assert reply.body["rules_version"] == 2
        check_invalid(answered(place, place.member), "/body/rules_version")
        check_invalid(answered(place, place.member, answers={}), "/body/rules_version")
    assert agree(place, place.member, 2).status == 200


def test_each_version_and_each_membership_agrees_by_itself(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    agree(place, place.member, 1)
    asked(place, rules=rules("Be quiet."))
    agree(place, place.member, 2)
    call(remove_member, f"{place.path}/members/me", as_=place.member)
    place.join(place.member)
    assert mine(place, place.member)["pending"] is True
    assert mine(place, place.member)["consented_at"] is None
    agree(place, place.member, 2)
    versions = Counter(one.partition("#")[0] for one in consents(place, place.member))
    assert versions == {"00000001": 1, "00000002": 2}


def test_options_give_their_roles_and_open_their_channels(place: Place) -> None:
    role_id, channel_id = roles.role(place), hidden(place)
    one = asked(place, questions=[question(gives(role_id, channels=[channel_id]), "No")])
    [ask] = one["questions"]
    assert not sees(place, place.member, channel_id)

    reply = choose(place, place.member, (ask, 0))

    assert reply.status == 200
    assert (reply.body["member"]["roles"], reply.body["channel_ids"]) == ([role_id], [channel_id])
    assert reply.body["answers"] == {ask["id"]: [ask["options"][0]["id"]]}
    assert overrides.may(place.member, channel_id)[0] == 200
    [event] = emitted(MemberUpdated, user_id=place.member.user_id)
    assert (event.roles, event.actor_id) == ([role_id], place.member.user_id)
    assert not emitted(RulesConsented, user_id=place.member.user_id)


def test_an_opened_channel_is_read_and_no_more_than_that(place: Place) -> None:
    channel_id = hidden(place)
    overrides.put(place, channel_id, place.community_id, deny=str(1 | SENDING))
    [ask] = asked(place, questions=[question(gives(channels=[channel_id]))])["questions"]
    choose(place, place.member, (ask, 0))
    assert overrides.may(place.member, channel_id) == (200, 403)
    overrides.put(place, channel_id, place.member.user_id, deny="1")
    assert not sees(place, place.member, channel_id)


def test_what_is_not_chosen_any_more_is_taken_away_at_once(place: Place) -> None:
    first, second, channel_id = roles.role(place), roles.role(place), hidden(place)
    [ask] = asked(place, questions=[question(gives(first, channels=[channel_id]), gives(second))])[
        "questions"
    ]
    choose(place, place.member, (ask, 0))
    before = losses(place)

    assert choose(place, place.member, (ask, 1)).body["member"]["roles"] == [second]
    assert not sees(place, place.member, channel_id)
    assert losses(place) == before + 1
    assert answered(place, place.member, answers={}).body["member"]["roles"] == []


def test_what_somebody_gave_by_hand_stays(place: Place) -> None:
    role_id = roles.role(place)
    [ask] = asked(place, questions=[question(gives(role_id), "No")])["questions"]
    roles.granted(place, place.member, role_id)
    choose(place, place.member, (ask, 0))
    choose(place, place.member, (ask, 1))
    assert roles.held(place, place.member) == [role_id]


def test_what_was_chosen_and_then_given_by_hand_stays(place: Place) -> None:
    role_id = roles.role(place)
    [ask] = asked(place, questions=[question(gives(role_id), "No")])["questions"]
    choose(place, place.member, (ask, 0))
    assert roles.granted(place, place.member, role_id).status == 204
    with nothing_changes("communities"):
        assert roles.granted(place, place.member, role_id).status == 204
    choose(place, place.member, (ask, 1))
    assert roles.held(place, place.member) == [role_id]


def test_what_was_chosen_taken_and_given_by_hand_stays(place: Place) -> None:
    role_id = roles.role(place)
    [ask] = asked(place, questions=[question(gives(role_id), "No")])["questions"]
    choose(place, place.member, (ask, 0))
    assert roles.revoked(place, place.member, role_id).status == 204
    assert list(Member.load(place.community_id, place.member.user_id).chosen) == []
    assert roles.granted(place, place.member, role_id).status == 204
    choose(place, place.member, (ask, 1))
    assert roles.held(place, place.member) == [role_id]


def test_a_role_that_two_answers_give_stays_with_one_of_them(place: Place) -> None:
    role_id = roles.role(place)
    both = asked(place, questions=[question(gives(role_id)), question(gives(role_id))])
    one, other = both["questions"]
    choose(place, place.member, (one, 0), (other, 0))
    assert choose(place, place.member, (other, 0)).body["member"]["roles"] == [role_id]


def test_what_must_be_answered_is_pointed_at_and_holds_back_the_consent(place: Place) -> None:
    body = asked(
        place,
        rules=rules("Be kind."),
        questions=[question("Bread", required=True), question("North")],
    )
    must, may = body["questions"]
    with nothing_changes("communities"):
        pointer = f"/body/answers/{must['id']}"
        check_invalid(agree(place, place.member, 1), pointer)
        wrong: tuple[Given, ...] = ({}, {must["id"]: []}, {may["id"]: [may["options"][0]["id"]]})
        for answers in wrong:
            reply = answered(place, place.member, rules_version=1, answers=answers)
            check_invalid(reply, pointer)
    good = {must["id"]: [must["options"][0]["id"]]}
    assert answered(place, place.member, rules_version=1, answers=good).status == 200
    asked(place, rules=rules("Be quiet."), questions=[{**must}, {**may}])
    assert agree(place, place.member, 2).body["answers"] == good


def test_wrong_answers_are_pointed_at_and_change_nothing(place: Place) -> None:
    one, other = asked(place, questions=[question("Bread", "Cake"), question("North")])["questions"]
    bread, cake = (option["id"] for option in one["options"])
    unknown = new_id(QUESTION)
    with nothing_changes("communities"):
        for answers, pointer in (
            ({one["id"]: [bread, cake]}, one["id"]),
            ({one["id"]: [new_id(OPTION)]}, one["id"]),
            ({one["id"]: [other["options"][0]["id"]]}, one["id"]),
            ({unknown: [bread]}, unknown),
        ):
            reply = answered(place, place.member, answers=answers)
            check_invalid(reply, f"/body/answers/{pointer}")
    assert answered(place, place.member, answers={one["id"]: [cake, cake]}).status == 200


def test_many_can_be_chosen_where_many_may_be(place: Place) -> None:
    first, second = roles.role(place), roles.role(place)
    [ask] = asked(place, questions=[question(gives(first), gives(second), kind="multiple")])[
        "questions"
    ]
    assert set(choose(place, place.member, (ask, 0), (ask, 1)).body["member"]["roles"]) == {
        first,
        second,
    }


def test_a_role_that_became_dangerous_or_is_gone_is_given_to_nobody(place: Place) -> None:
    grown, gone, spare = (roles.role(place) for _ in range(3))
    [ask] = asked(place, questions=[question(gives(grown, gone, spare))])["questions"]
    power = {"permissions": str(int(Permission.KICK_MEMBERS))}
    assert call(update_role, f"/roles/{grown}", as_=place.owner, body=power).status == 200
    assert call(delete_role, f"/roles/{gone}", as_=place.owner).status == 204
    assert choose(place, place.member, (ask, 0)).body["member"]["roles"] == [spare]


def test_a_channel_that_no_option_opens_any_more_is_closed_at_once(place: Place) -> None:
    channel_id = hidden(place)
    [ask] = asked(place, questions=[question(gives(channels=[channel_id]), "No")])["questions"]
    choose(place, place.member, (ask, 0))
    assert sees(place, place.member, channel_id)
    before = losses(place)
    ask["options"][0]["channel_ids"] = []
    asked(place, questions=[ask])
    assert not sees(place, place.member, channel_id)
    assert losses(place) == before + 1


def test_agreeing_alone_brings_what_the_chosen_options_give_by_now(place: Place) -> None:
    old, new = roles.role(place), roles.role(place)
    body = asked(place, rules=rules("Be kind."), questions=[question(gives(old), "No")])
    [ask] = body["questions"]
    answers = {ask["id"]: [ask["options"][0]["id"]]}
    answered(place, place.member, rules_version=1, answers=answers)
    ask["options"][0]["role_ids"] = [new]
    asked(place, rules=rules("Be quiet."), questions=[ask])
    assert roles.held(place, place.member) == [old]
    assert agree(place, place.member, 2).body["member"]["roles"] == [new]


def test_answers_go_with_the_membership(place: Place) -> None:
    role_id = roles.role(place)
    [ask] = asked(place, questions=[question(gives(role_id))])["questions"]
    choose(place, place.member, (ask, 0))
    call(remove_member, f"{place.path}/members/me", as_=place.member)
    place.join(place.member)
    assert mine(place, place.member)["answers"] == {}
    assert roles.held(place, place.member) == []


def test_where_nothing_is_asked_nothing_can_be_answered(place: Place) -> None:
    for body in (None, {}, {"rules": {"text": "Be kind."}, "enabled": False}):
        if body is not None:
            asked(place, **body)
        with nothing_changes("communities"):
            check_refused(agree(place, place.member, 1), 409, "nothing_asked")


def test_only_members_of_the_whole_community_answer(public: Place) -> None:
    circle, inside = ring(public, join="open"), person()
    enter(circle, inside)
    asked(public, rules=rules("Be kind."))
    with nothing_changes("communities"):
        for who in (inside, person(), public.banned):
            check_refused(agree(public, who, 1), 403, "members_only")


def test_strangers_learn_and_change_nothing(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    where = "/communities/{}/onboarding/answers"
    check_hidden(answer_onboarding, where.format, place, body={"rules_version": 1})


def test_answers_are_in_no_audit_log(place: Place) -> None:
    role_id = roles.role(place)
    [ask] = asked(place, questions=[question(gives(role_id))])["questions"]
    before = log_of(place.community_id)
    choose(place, place.member, (ask, 0))
    assert log_of(place.community_id) == before


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    asked(place, rules=rules("Be kind."), questions=[question("Bread")])
    good: dict[str, object] = {"rules_version": 1}
    bad: dict[str, tuple[object, ...]] = {
        "rules_version": (0, -1, 2**31, "1", 1.5, True),
        "answers": ([], "x", 7),
    }
    where = f"{path(place)}/answers"
    with nothing_changes("communities"):
        check_bad_bodies(answer_onboarding, where, good, place.member)
        check_bad_fields(answer_onboarding, where, good, bad, place.member)
        wrong: tuple[dict[str, object], ...] = (
            {"x": []},
            {new_id(QUESTION): "x"},
            {new_id(QUESTION): ["x"]},
        )
        for answers in wrong:
            reply = answered(place, place.member, rules_version=1, answers=answers)
            assert reply.status == 422, reply
            assert all(e["pointer"].startswith("/body/answers/") for e in reply.body["errors"])


def test_one_member_gets_so_much_by_answers(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_rules, "MAX_ROLES_CHOSEN", 1)
    monkeypatch.setattr(asking_rules, "MAX_CHANNELS_GRANTED", 1)
    two_roles = question(gives(roles.role(place), roles.role(place)))
    two_channels = question(gives(channels=[place.channel_id, overrides.channel(place)]))
    for one in asked(place, questions=[two_roles, two_channels])["questions"]:
        with nothing_changes("communities"):
            check_refused(choose(place, place.member, (one, 0)), 422, "limit_reached")


def test_many_at_once_agree_once_and_get_each_role_once(place: Place) -> None:
    role_id = roles.role(place)
    body = asked(place, rules=rules("Be kind."), questions=[question(gives(role_id))])
    [ask] = body["questions"]
    answers = {ask["id"]: [ask["options"][0]["id"]]}
    replies = in_parallel(
        8, lambda _: answered(place, place.member, rules_version=1, answers=answers)
    )
    assert {reply.status for reply in replies} == {200}
    assert len(consents(place, place.member)) == 1
    assert len(emitted(RulesConsented, user_id=place.member.user_id)) == 1
    assert roles.held(place, place.member) == [role_id]


def test_a_repeat_under_one_key_is_answered_alike_and_acts_once(place: Place) -> None:
    asked(place, rules=rules("Be kind."))

    def agreed(_: int) -> Reply:
        return call(
            answer_onboarding,
            f"{path(place)}/answers",
            as_=place.member,
            body={"rules_version": 1},
            headers={"idempotency-key": "once"},
        )

    first, second = agreed(0), agreed(1)
    check_same_answer(first, second)
    assert len(consents(place, place.member)) == 1


def check_same_answer(first: Reply, second: Reply) -> None:
    """The second is the first one's, repeated."""
    assert (first.status, second.status) == (200, 200)
    assert first.body == second.body
    assert second.headers["idempotency-replayed"] == "true"
