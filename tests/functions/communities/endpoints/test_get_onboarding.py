"""GET /communities/{community_id}/onboarding"""

from __future__ import annotations

from commons.testing import person
from functions.communities.endpoints.get_onboarding import get_onboarding
from tests.functions.communities.asking import (
    agree,
    asked,
    choose,
    mine,
    newcomer,
    question,
    rules,
    seen,
)
from tests.functions.communities.circling import enter, ring
from tests.functions.communities.conftest import Place, check_hidden
from tests.refusals import nothing_changes


def test_a_community_that_was_never_asked_to_ask_asks_nothing(place: Place) -> None:
    reply = seen(place, place.member)
    assert reply.status == 200
    assert reply.body == {
        "community_id": place.community_id,
        "enabled": False,
        "rules": None,
        "questions": [],
        "me": {
            "pending": False,
            "rules_version": 0,
            "consented_at": None,
            "answers": {},
            "channel_ids": [],
        },
    }
    assert reply.headers["etag"] == '"0"'


def test_each_sees_what_is_asked_and_their_own_answers_only(place: Place) -> None:
    [one] = asked(place, rules=rules("Be kind."), questions=[question("Bread")])["questions"]
    who = newcomer(place)
    assert mine(place, who)["pending"] is True
    agree(place, who, 1)
    assert choose(place, who, (one, 0)).status == 200

    with nothing_changes("communities"):
        shown = seen(place, who).body
    assert shown["questions"] == [one]
    assert shown["rules"]["text"] == "Be kind."
    me = shown["me"]
    assert (me["pending"], me["rules_version"]) == (False, 1)
    assert me["answers"] == {one["id"]: [one["options"][0]["id"]]}
    assert me["consented_at"] >= shown["rules"]["changed_at"]
    assert mine(place, place.member)["answers"] == {}
    assert mine(place, place.owner)["pending"] is False


def test_who_may_come_by_themselves_reads_the_rules_before(public: Place) -> None:
    asked(public, rules=rules("Be kind."))
    shown = seen(public, person()).body
    assert (shown["rules"]["text"], shown["me"]) == ("Be kind.", None)


def test_who_is_in_a_circle_only_is_asked_nothing(public: Place) -> None:
    circle, who = ring(public, join="open"), person()
    assert enter(circle, who).status == 204
    asked(public, rules=rules("Be kind."))
    assert seen(public, who).body["me"] is None


def test_strangers_learn_nothing(place: Place) -> None:
    asked(place, rules=rules("Be kind."))
    check_hidden(get_onboarding, lambda c: f"/communities/{c}/onboarding", place)
