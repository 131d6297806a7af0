"""What newcomers are asked, and what they answer."""

from __future__ import annotations

import secrets

from commons.testing import call
from functions.communities.endpoints.answer_onboarding import answer_onboarding
from functions.communities.endpoints.set_onboarding import set_onboarding
from tests.events.actions.roles import someone
from tests.events.world import Actions, World, expect


def ask(world: World) -> None:
    """Other rules, a typo in them corrected, and now and then none at all."""
    path, new = f"/communities/{world.home}/onboarding", secrets.token_hex(3)
    option = {"label": new, "role_ids": [world.role()]}
    questions = [{"prompt": new, "options": [option]}]
    texts: list[dict[str, object]] = [{"text": new}, {"text": f"{new}!", "minor": True}]
    for rules in (*texts, *([None] if world.rng.random() < 0.3 else [])):
        body = {"rules": rules, "questions": questions, "enabled": world.rng.random() < 0.9}
        expect(200, call(set_onboarding, path, as_=world.owner, body=body))


def answer(world: World) -> None:
    """Somebody agrees to the rules, and gets the role of an option."""
    path = f"/communities/{world.home}/onboarding"
    option = {"label": "Bread", "role_ids": [world.role()]}
    body: dict[str, object] = {"rules": {"text": secrets.token_hex(3)}}
    body["questions"] = [{"prompt": "What?", "options": [option]}]
    asked = expect(200, call(set_onboarding, path, as_=world.owner, body=body)).body
    [question] = asked["questions"]
    answers = {question["id"]: [question["options"][0]["id"]]}
    said = {"rules_version": asked["rules"]["version"], "answers": answers}
    expect(200, call(answer_onboarding, f"{path}/answers", as_=someone(world), body=said))


ACTIONS: Actions = [(set_onboarding, ask), (answer_onboarding, answer)]
