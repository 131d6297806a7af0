"""An answer that the document does not list fails the test it was given in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commons.errors import NotFound, Problem
from commons.testing import Person, Reply, call
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.get_invite import get_invite
from functions.communities.models.invites import Invite
from functions.core.endpoints.get_health import get_health
from tests.contract.answers import Answers, Undocumented, answers

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(scope="module")
def judge() -> Answers:
    return answers()


def _health(**changed: Any) -> Reply:
    good = Reply(
        200,
        {"status": "ok", "version": "1", "stage": "test"},
        {"content-type": "application/json", **_always()},
    )
    return replace(good, **changed)


def _always() -> dict[str, str]:
    """What every answer of health carries now."""
    return {
        name: value
        for name, value in call(get_health, "/health").headers.items()
        if name not in ("content-type", "content-length")
    }


def test_a_documented_answer_is_accepted(judge: Answers) -> None:
    judge.check(get_health, _health())


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"status": 202}, "answers 202"),
        ({"body": {"status": "ok", "version": "1"}}, "body breaks .*required"),
        ({"body": {"status": "ok", "version": 1, "stage": "test"}}, "version breaks"),
        (
            {"body": {"status": "ok", "version": "1", "stage": "t", "mood": "good"}},
            "additionalProperties",
        ),
        ({"headers": {"content-type": "text/html", "x-request-id": "r"}}, "is sent as|lacks"),
        ({"headers": {"content-type": "application/json"}}, "lacks the header"),
    ],
)
def test_what_the_document_does_not_list_is_refused(
    judge: Answers, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(Undocumented, match=told):
        judge.check(get_health, _health(**changed))


def test_a_header_nobody_described_is_refused(judge: Answers) -> None:
    good = _health()
    with pytest.raises(Undocumented, match="x-mood"):
        judge.check(get_health, replace(good, headers=good.headers | {"x-mood": "good"}))


class Whim(Problem):
    """The handler did not feel like it."""

    status = 410


def test_a_problem_the_handler_does_not_declare_fails_its_test(
    aws: str, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its status is listed for this operation; its code is not."""
    monkeypatch.setattr(Invite, "load", _whimsical)
    with pytest.raises(Undocumented, match="code whim"):
        call(accept_invite, "/invites/some-code-of-an-invite/accept", as_=alice)


def _whimsical(*_: object) -> None:
    raise Whim


def test_a_member_the_problem_does_not_declare_fails_its_test(
    aws: str, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Invite, "load", _talkative)
    with pytest.raises(Undocumented, match="additionalProperties"):
        call(get_invite, "/invites/some-code-of-an-invite", as_=alice)


def _talkative(*_: object) -> None:
    raise NotFound(mood="bad")
