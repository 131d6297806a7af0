"""Onboarding for tests: asked, read and answered through the front door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.answer_onboarding import answer_onboarding
from functions.communities.endpoints.get_onboarding import get_onboarding
from functions.communities.endpoints.set_onboarding import set_onboarding
from functions.communities.models.onboarding import Consent
from tests.functions.communities.conftest import Place

Question = dict[str, Any]


def path(place: Place) -> str:
    """Where it is."""
    return f"{place.path}/onboarding"


def put(
    place: Place, who: Person | None = None, tag: str | None = None, /, **body: object
) -> Reply:
    """Ask that newcomers are asked this, as the owner unless somebody else asks."""
    headers = {} if tag is None else {"if-match": tag}
    return call(set_onboarding, path(place), as_=who or place.owner, body=body, headers=headers)


def asked(place: Place, **body: object) -> dict[str, Any]:
    """What newcomers are asked from now on."""
    reply = put(place, **body)
    assert reply.status == 200, reply
    return dict(reply.body)


def question(*options: Mapping[str, object] | str, **body: object) -> Question:
    """A question with options, each a label or more."""
    given = [{"label": one} if isinstance(one, str) else dict(one) for one in options]
    return {"prompt": "What do you bake?", "options": given, **body}


def gives(*role_ids: str, channels: Sequence[str] = (), **body: object) -> dict[str, object]:
    """An option with roles and channels."""
    return {"label": "Bread", "role_ids": list(role_ids), "channel_ids": list(channels), **body}


def rules(text: str, **body: object) -> dict[str, object]:
    """Rules with this text."""
    return {"text": text, **body}


def seen(place: Place, who: Person) -> Reply:
    """What somebody sees of it."""
    return call(get_onboarding, path(place), as_=who)


def mine(place: Place, who: Person) -> dict[str, Any]:
    """What somebody has agreed to and answered."""
    return dict(seen(place, who).body["me"])


def answered(place: Place, who: Person, **body: object) -> Reply:
    """Answer, or agree."""
    return call(answer_onboarding, f"{path(place)}/answers", as_=who, body=body)


def agree(place: Place, who: Person, version: int) -> Reply:
    """Agree to a version of the rules and say nothing else."""
    return answered(place, who, rules_version=version)


def choose(place: Place, who: Person, *options: tuple[Question, int]) -> Reply:
    """Answer with options by their questions and numbers."""
    answers: dict[str, list[str]] = {}
    for one, number in options:
        answers.setdefault(one["id"], []).append(one["options"][number]["id"])
    return answered(place, who, answers=answers)


def newcomer(place: Place) -> Person:
    """Somebody who has just come in."""
    who = person()
    place.join(who)
    return who


def consents(place: Place, who: Person) -> list[str]:
    """The records that somebody agreed: the version and the membership of each."""
    begin = f"C#{who.user_id}#"
    rows = Consent.query(f"RUL#{place.community_id}", Consent.sk.startswith(begin))
    return [row.sk.removeprefix(begin) for row in rows]
