"""PUT /communities/{community_id}/onboarding"""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.onboarding import OnboardingUpdated
from commons.ids import CHANNEL, OPTION, QUESTION, ROLE, new_id
from commons.permissions import Permission
from commons.testing import call, emitted
from functions.communities import onboarding
from functions.communities.endpoints.delete_channel import delete_channel
from functions.communities.endpoints.delete_role import delete_role
from functions.communities.endpoints.get_member import get_member
from functions.communities.endpoints.set_onboarding import set_onboarding
from functions.communities.models.onboarding import RulesText
from tests.functions.communities import overrides, roles
from tests.functions.communities.asking import (
    Question,
    agree,
    asked,
    gives,
    mine,
    path,
    put,
    question,
    rules,
    seen,
)
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    nothing_changes,
)

MANAGING = int(Permission.MANAGE_COMMUNITY | Permission.MANAGE_ROLES)
GOOD = {"rules": {"text": "Be kind."}, "questions": [question("Bread", "Cake")], "enabled": True}


def pending(place: Place) -> bool:
    """Whether the member may only read for want of consent."""
    shown = call(get_member, f"{place.path}/members/me", as_=place.member)
    return bool(shown.body["pending"])


def texts(place: Place) -> list[tuple[str, str]]:
    """The versions of the rules that are kept."""
    rows = RulesText.query(f"RUL#{place.community_id}", RulesText.sk.startswith("T#"))
    return [(row.sk, row.text) for row in rows]


def test_what_is_asked_is_what_was_put(place: Place) -> None:
    role_id = roles.role(place)
    one = question(
        gives(role_id, channels=[place.channel_id], emoji="🍞", description="Rye"),
        "Cake",
        kind="multiple",
        required=True,
    )
    reply = put(place, rules=rules("Be kind."), questions=[one])

    assert reply.status == 200
    shown = seen(place, place.owner)
    assert shown.body == reply.body
    assert shown.headers["etag"] == reply.headers["etag"] == '"1"'
    assert reply.body["enabled"] is True
    said = reply.body["rules"]
    assert (said["text"], said["version"], said["consent_from"]) == ("Be kind.", 1, 1)
    [kept] = reply.body["questions"]
    assert kept["id"].startswith("qst_")
    assert (kept["prompt"], kept["kind"], kept["required"]) == (one["prompt"], "multiple", True)
    bread, cake = kept["options"]
    assert (bread["role_ids"], bread["channel_ids"]) == ([role_id], [place.channel_id])
    assert (bread["emoji"], bread["description"], cake["emoji"]) == ("🍞", "Rye", None)
    [event] = emitted(OnboardingUpdated, community_id=place.community_id)
    assert (event.revision, event.rules_version, event.consent_from) == (1, 1, 1)
    assert (event.enabled, event.actor_id) == (True, place.owner.user_id)


def test_members_agree_to_other_rules_before_they_write_again(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    assert pending(place)
    assert overrides.may(place.member, place.channel_id) == (200, 403)
    agree(place, place.member, 1)
    assert overrides.may(place.member, place.channel_id) == (200, 201)

    asked(place, rules=rules("Be kind, and quiet."))

    assert pending(place)
    assert overrides.may(place.member, place.channel_id) == (200, 403)
    assert overrides.may(place.owner, place.channel_id) == (200, 201)
    assert texts(place) == [("T#00000001", "Be kind."), ("T#00000002", "Be kind, and quiet.")]


def test_the_same_rules_keep_their_version_whatever_else_changes(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    agree(place, place.member, 1)
    shown = asked(place, rules=rules("Be kind."), questions=[question("Bread")])
    assert (shown["rules"]["version"], pending(place)) == (1, False)
    assert len(texts(place)) == 1


def test_a_corrected_typo_is_another_version_that_nobody_has_to_agree_to(place: Place) -> None:
    asked(place, rules=rules("Be knid."))
    agree(place, place.member, 1)
    shown = asked(place, rules=rules("Be kind.", minor=True))["rules"]
    assert (shown["version"], shown["consent_from"]) == (2, 1)
    assert not pending(place)
    assert mine(place, place.member)["rules_version"] == 1
    assert [text for _, text in texts(place)] == ["Be knid.", "Be kind."]
    asked(place, rules=rules("Be cruel."))
    assert pending(place)


def test_the_first_rules_are_never_minor_nor_those_after_a_time_without(place: Place) -> None:
    assert asked(place, rules=rules("Be kind.", minor=True))["rules"]["consent_from"] == 1
    agree(place, place.member, 1)
    asked(place)
    assert not pending(place)
    assert asked(place, rules=rules("Be kind.", minor=True))["rules"]["consent_from"] == 2
    assert pending(place)


def test_what_is_switched_off_asks_nobody_and_is_shown_to_who_can_change_it(place: Place) -> None:
    asked(place, **GOOD)
    assert pending(place)
    asked(place, **GOOD | {"enabled": False})
    assert not pending(place)
    shown = seen(place, place.member).body
    assert (shown["enabled"], shown["rules"], shown["questions"]) == (False, None, [])
    assert seen(place, place.owner).body["rules"]["version"] == 1
    asked(place, **GOOD)
    assert pending(place)
    assert seen(place, place.member).body["rules"]["version"] == 1


def given_back(questions: list[Question]) -> list[Question]:
    """What was read, as it is sent."""
    return [{**one, "options": [{**option} for option in one["options"]]} for one in questions]


def test_ids_that_are_given_back_stay_whatever_is_renamed(place: Place) -> None:
    before = asked(place, questions=[question("Bread", "Cake"), question("North")])["questions"]
    [first, second] = sent = given_back(before)
    first["options"].reverse()
    first["options"][0]["label"] = "Pie"
    first["options"].append({"label": "Rolls"})
    second["prompt"] = "Where?"
    after = asked(place, questions=[second, first])["questions"]

    assert [one["id"] for one in after] == [sent[1]["id"], sent[0]["id"]]
    pie, bread, rolls = after[1]["options"]
    assert (pie["id"], bread["id"]) == (first["options"][0]["id"], first["options"][1]["id"])
    assert rolls["id"] not in (pie["id"], bread["id"])


def test_ids_that_are_not_there_or_come_twice_are_pointed_at(place: Place) -> None:
    before = asked(place, questions=[question("Bread", "Cake"), question("North")])["questions"]
    [one, other] = given_back(before)
    foreign = question({"label": "x", "id": other["options"][0]["id"]}, id=one["id"])
    with nothing_changes("communities"):
        for questions, *pointers in (
            ([one, one], "/body/questions/1/id"),
            ([question("x", id=new_id(QUESTION))], "/body/questions/0/id"),
            ([foreign], "/body/questions/0/options/0/id"),
            ([question({"label": "x", "id": new_id(OPTION)})], "/body/questions/0/options/0/id"),
            (
                [{**one, "options": [one["options"][0], one["options"][0]]}],
                "/body/questions/0/options/1/id",
            ),
        ):
            check_invalid(put(place, questions=questions), *pointers)


def test_putting_the_same_again_changes_nothing(place: Place) -> None:
    body = asked(place, **GOOD)
    again = {"rules": {"text": "Be kind."}, "questions": given_back(body["questions"])}
    with nothing_changes("communities"):
        reply = put(place, **again)
    assert reply.body == body


def test_of_many_with_the_same_tag_one_changes_it(place: Place) -> None:
    tag = seen(place, place.owner).headers["etag"]
    replies = in_parallel(5, lambda i: put(place, None, tag, rules=rules(f"Rule {i}.")))
    assert Counter(reply.status for reply in replies) == {200: 1, 412: 4}
    assert len(texts(place)) == 1


def test_of_many_at_once_each_has_a_version_of_its_own(place: Place) -> None:
    replies = in_parallel(6, lambda i: put(place, rules=rules(f"Rule {i}.")))
    versions = sorted(reply.body["rules"]["version"] for reply in replies)
    assert versions == [1, 2, 3, 4, 5, 6]
    assert len(texts(place)) == 6
    newest = seen(place, place.owner).body["rules"]
    assert texts(place)[-1][1] == newest["text"]
    assert pending(place)


def test_who_changed_what_is_in_the_audit_log(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    headers = {"x-audit-reason": "spring"}
    body = {"rules": rules("Be quiet.")}
    call(set_onboarding, path(place), as_=place.owner, body=body, headers=headers)
    entry = log_of(place.community_id)[-1]
    assert (entry["action"], entry["reason"]) == ("onboarding_updated", "spring")
    assert entry["target_id"] == place.community_id
    assert entry["before"]["rules"], entry["after"]["rules"] == ("Be kind.", "Be quiet.")
    assert "questions" not in entry["after"]


def test_nobody_lets_options_give_what_they_could_not_give(place: Place) -> None:
    (low, _), (own, editor), (high, _) = roles.ladder(place, 0, MANAGING, 0)
    shouting = int(Permission.STREAM_VIDEO | Permission.GO_LIVE)
    beyond, spare = roles.role(place, shouting), roles.role(place)
    with nothing_changes("communities"):
        for role_id in (own, high):
            reply = put(place, editor, questions=[question(gives(role_id))])
            check_refused(reply, 403, "role_too_high")
        check_lacks(put(place, editor, questions=[question(gives(beyond))]), "GO_LIVE")
        for absent in (f"rol_{'0' * 26}", new_id(ROLE)):
            reply = put(place, editor, questions=[question(gives(absent))])
            check_refused(reply, 404, "not_found")
        check_lacks(put(place, place.member, **GOOD), "MANAGE_COMMUNITY")
    assert put(place, editor, questions=[question(gives(low, spare))]).status == 200


def test_who_manages_no_roles_gives_none(place: Place) -> None:
    [(_, editor)] = roles.ladder(place, int(Permission.MANAGE_COMMUNITY))
    spare = roles.role(place)
    check_lacks(put(place, editor, questions=[question(gives(spare))]), "MANAGE_ROLES")
    opens = question(gives(channels=[place.channel_id]))
    check_lacks(put(place, editor, questions=[opens]), "MANAGE_ROLES")
    assert put(place, editor, rules=rules("Be kind.")).status == 200


def test_who_corrects_a_word_need_not_be_able_to_give_what_is_given_already(place: Place) -> None:
    [(_, editor)] = roles.ladder(place, int(Permission.MANAGE_COMMUNITY))
    high = roles.role(place, position=2)
    [kept] = given_back(asked(place, questions=[question(gives(high))])["questions"])
    kept["prompt"] = "What do you bake best?"
    assert put(place, editor, questions=[kept]).status == 200
    kept["options"][0]["role_ids"] = []
    assert put(place, editor, questions=[kept]).status == 200
    kept["options"][0]["role_ids"] = [high]
    with nothing_changes("communities"):
        check_lacks(put(place, editor, questions=[kept]), "MANAGE_ROLES")


@pytest.mark.parametrize(
    "bits",
    [
        Permission.ADMINISTRATOR,
        Permission.KICK_MEMBERS,
        Permission.MANAGE_MESSAGES,
        Permission.MENTION_EVERYONE,
        Permission.VIEW_AUDIT_LOG,
        1 << 63,
    ],
)
def test_not_even_the_owner_lets_newcomers_choose_power(place: Place, bits: int) -> None:
    role_id = roles.role(place, bits)
    with nothing_changes("communities"):
        reply = put(place, questions=[question(gives(role_id))])
        check_refused(reply, 422, "dangerous_role")


def test_only_who_could_open_a_channel_by_an_override_lets_options_open_it(place: Place) -> None:
    hidden = overrides.channel(place)
    overrides.put(place, hidden, place.community_id, deny="1")
    muted = overrides.channel(place)
    [(role_id, editor)] = roles.ladder(place, MANAGING)
    overrides.put(place, muted, role_id, deny=str(int(Permission.MANAGE_ROLES)))
    with nothing_changes("communities"):
        for channel_id in (hidden, new_id(CHANNEL)):
            reply = put(place, editor, questions=[question(gives(channels=[channel_id]))])
            check_refused(reply, 404, "not_found")
        reply = put(place, editor, questions=[question(gives(channels=[muted]))])
        check_lacks(reply, "MANAGE_ROLES")
    overrides.put(place, hidden, role_id, allow="1")
    assert put(place, editor, questions=[question(gives(channels=[hidden]))]).status == 200


def test_what_is_gone_is_left_out_of_what_is_put_back(place: Place) -> None:
    role_id, channel_id = roles.role(place), overrides.channel(place)
    one = question(gives(role_id, channels=[channel_id]))
    kept = given_back(asked(place, questions=[one])["questions"])
    call(delete_role, f"/roles/{role_id}", as_=place.owner)
    call(delete_channel, f"/channels/{channel_id}", as_=place.owner)
    [after] = asked(place, questions=kept)["questions"]
    assert (after["options"][0]["role_ids"], after["options"][0]["channel_ids"]) == ([], [])


def test_options_open_so_many_channels(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onboarding, "MAX_OFFERED", 1)
    ids = [place.channel_id, overrides.channel(place)]
    with nothing_changes("communities"):
        reply = put(place, questions=[question(gives(channels=ids))])
        check_refused(reply, 422, "limit_reached")


def test_strangers_learn_and_change_nothing(place: Place) -> None:
    check_hidden(set_onboarding, lambda c: f"/communities/{c}/onboarding", place, body=GOOD)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    bad: dict[str, tuple[object, ...]] = {
        "rules": ("Be kind.", [], 7),
        "questions": ({}, "x", None, [question("x")] * 11),
        "enabled": (None, "yes", 1),
    }
    with nothing_changes("communities"):
        check_bad_bodies(set_onboarding, path(place), GOOD, place.owner)
        check_bad_fields(set_onboarding, path(place), GOOD, bad, place.owner)
        for text in ("", " ", "x" * 8001, "\0", 7, None):
            check_invalid(put(place, rules={"text": text}), "/body/rules/text")
        check_invalid(put(place, rules=rules("x", minor=None)), "/body/rules/minor")
        for name, values in {
            "prompt": ("", " ", "x" * 201, "a\nb", None),
            "kind": ("some", None),
            "required": (None, "yes"),
            "options": ([], [{"label": "x"}] * 26, None),
            "id": ("x", new_id(OPTION)),
        }.items():
            for value in values:
                reply = put(place, questions=[question("x") | {name: value}])
                check_invalid(reply, f"/body/questions/0/{name}")
        for name, values in {
            "label": ("", " ", "x" * 101, None),
            "emoji": ("", "x" * 33),
            "description": ("", "x" * 201),
            "id": (new_id(QUESTION),),
        }.items():
            for value in values:
                reply = put(place, questions=[question({"label": "x"} | {name: value})])
                check_invalid(reply, f"/body/questions/0/options/0/{name}")
        for name in ("role_ids", "channel_ids"):
            prefix = ROLE if name == "role_ids" else CHANNEL
            many = [new_id(prefix) for _ in range(11)]
            reply = put(place, questions=[question({"label": "x", name: many})])
            check_invalid(reply, f"/body/questions/0/options/0/{name}")
            reply = put(place, questions=[question({"label": "x", name: [place.community_id]})])
            check_invalid(reply, f"/body/questions/0/options/0/{name}/0")
