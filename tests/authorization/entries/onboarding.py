"""Requests about what newcomers are asked, and what their handlers decide by themselves."""

from __future__ import annotations

import json
import secrets
from itertools import count
from typing import Any

from commons.clock import now
from functions.communities.models.onboarding import Onboarding
from tests.authorization.expectations import OF_COMMUNITY, Entry, Outcome
from tests.authorization.worlds import OUTSIDE, Persona, World

OF_ONBOARDING = f"{OF_COMMUNITY}/onboarding"
QUESTION = f"qst_{'0' * 26}"
OPTIONS = [f"opt_{digit * 26}" for digit in "012"]
MEMBERS_ONLY = Outcome(403, "members_only")
TURN = count()


def _asking(world: World) -> dict[str, Any]:
    """Other rules each time, so that it changes something; and an option that gives something."""
    option = {
        "label": "Bread",
        "role_ids": [world.ids["role_id"]],
        "channel_ids": [world.ids["channel_id"]],
    }
    question = {"prompt": "What do you bake?", "options": [option]}
    return {"rules": {"text": secrets.token_hex(8)}, "questions": [question]}


def _answering(world: World) -> dict[str, Any]:
    """One of three options in turn, so that it changes something; the world asks for them."""
    options = [
        {"id": id_, "label": "x", "description": None, "emoji": None, "role_ids": roles}
        | {"channel_ids": []}
        for id_, roles in zip(OPTIONS, ([world.ids["role_id"]], [], []), strict=True)
    ]
    question = {"id": QUESTION, "prompt": "x", "kind": "single", "required": True}
    Onboarding.of(
        world.ids["community_id"],
        enabled=True,
        rules=world.secret,
        rules_version=1,
        consent_from=1,
        rules_at=now(),
        revision=1,
        stored=json.dumps([question | {"options": options}]),
    ).save()
    return {"rules_version": 1, "answers": {QUESTION: [OPTIONS[next(TURN) % 3]]}}


ENTRIES = {
    f"GET {OF_ONBOARDING}": Entry(),
    f"PUT {OF_ONBOARDING}": Entry(body=_asking),
    f"POST {OF_ONBOARDING}/answers": Entry(
        body=_answering,
        decided={Persona.CIRCLE_ONLY: MEMBERS_ONLY},
        decided_public=dict.fromkeys(OUTSIDE, MEMBERS_ONLY),
    ),
}
