"""What newcomers are asked, and what they answer: where nobody does anything else, for whoever has
not agreed to the rules may only read."""

from __future__ import annotations

import secrets
from typing import Any

from commons.testing import Person, call, person
from functions.communities.endpoints.answer_onboarding import answer_onboarding
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.join_community import join_community
from functions.communities.endpoints.set_onboarding import set_onboarding
from tests.events.world import Actions, World, expect


def door(world: World) -> tuple[str, Person]:
    """A community that asks, and one of two newcomers."""
    one, who = world.found("public"), person()
    for newcomer in (who, person()):
        expect(204, call(join_community, f"/communities/{one}/members/me", as_=newcomer))
    world.doors.append((one, who))
    return one, who


def put(world: World, one: str, **body: object) -> dict[str, Any]:
    path = f"/communities/{one}/onboarding"
    return dict(expect(200, call(set_onboarding, path, as_=world.owner, body=body)).body)


def ask(world: World) -> None:
    """Rules, and a typo in them corrected; then nobody is asked any more, or everybody is."""
    one, _ = door(world)
    put(world, one, rules={"text": "Be knid."})
    put(world, one, rules={"text": "Be kind.", "minor": True})
    put(world, one, rules={"text": "Be kind."}, enabled=world.rng.random() < 0.5)


def answer(world: World) -> None:
    """Somebody agrees to the rules, twice, and gets the role of an option; another does not."""
    one, who = door(world)
    made = call(create_role, f"/communities/{one}/roles", as_=world.owner, body={"name": "Bakers"})
    option = {"label": "Bread", "role_ids": [expect(201, made).body["id"]]}
    questions: list[Any] = [{"prompt": "What?", "options": [option]}]
    for _ in range(2):
        asked = put(world, one, rules={"text": secrets.token_hex(3)}, questions=questions)
        questions = [question] = asked["questions"]
        answers = {question["id"]: [question["options"][0]["id"]]}
        said = {"rules_version": asked["rules"]["version"], "answers": answers}
        path = f"/communities/{one}/onboarding/answers"
        expect(200, call(answer_onboarding, path, as_=who, body=said))


ACTIONS: Actions = [(set_onboarding, ask), (answer_onboarding, answer)]
