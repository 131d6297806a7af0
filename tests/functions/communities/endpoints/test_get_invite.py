"""What an invite leads to, for whoever holds it."""

from __future__ import annotations

import pytest

from commons.testing import Person, Reply, call
from functions.communities.endpoints.get_invite import get_invite
from tests.functions.communities.asking import asked, question, rules
from tests.functions.communities.conftest import Place
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes

BAD_CODES = ("x", "me", "%00", "ä", "a" * 64, "a" * 65, "a" * 3000, "..", "INV%23x")


def shown(code: str, who: Person) -> Reply:
    """An invite as somebody sees it."""
    return call(get_invite, f"/invites/{code}", as_=who)


def test_its_holder_sees_the_community_and_not_its_channels(place: Place, mallory: Person) -> None:
    code = place.invite(max_uses=3)
    reply = shown(code, mallory)

    assert reply.status == 200
    assert (reply.body["code"], reply.body["uses"], reply.body["max_uses"]) == (code, 0, 3)
    whole = place.seen().body
    del whole["channels"], whole["channel_count"]
    assert reply.body["community"] == whole


def test_its_holder_reads_the_rules_that_they_will_be_asked_to_agree_to(
    place: Place, mallory: Person
) -> None:
    code = place.invite()
    assert shown(code, mallory).body["rules"] is None
    said = asked(place, rules=rules("Be kind."), questions=[question("Bread")])["rules"]
    assert shown(code, mallory).body["rules"] == said
    asked(place, rules=rules("Be kind."), enabled=False)
    assert shown(code, mallory).body["rules"] is None


def test_looking_uses_nothing_up(place: Place, mallory: Person) -> None:
    code = place.invite(max_uses=1)
    with nothing_changes("communities"):
        for _ in range(3):
            assert shown(code, mallory).body["uses"] == 0


def test_the_banned_see_nothing(place: Place) -> None:
    check_same(shown(place.invite(), place.banned), shown("nothing", place.banned))


@pytest.mark.parametrize("code", BAD_CODES)
def test_an_unknown_code_is_absent(mallory: Person, code: str) -> None:
    check_refused(shown(code, mallory), 404, "not_found")


def test_nobody_sees_no_invite(place: Place) -> None:
    check_needs_caller(get_invite, f"/invites/{place.invite()}")
