"""Requests to the directory, and those that only an owner may make."""

from __future__ import annotations

from tests.authorization.expectations import (
    NOT_FOUND,
    OF_COMMUNITY,
    OPEN,
    OWNER,
    Entry,
    Outcome,
    everybody,
)
from tests.authorization.worlds import INSIDE, OUTSIDE

NOT_OWNER = Outcome(403, "not_the_owner")
#: A permission is not enough, nor are all of them.
OWNERS_ALONE = {persona: NOT_OWNER for persona in INSIDE if persona is not OWNER}

ENTRIES = {
    f"DELETE {OF_COMMUNITY}": Entry(
        decided=OWNERS_ALONE, decided_public=dict.fromkeys(OUTSIDE, NOT_OWNER)
    ),
    f"POST {OF_COMMUNITY}/restore": Entry(decided=everybody(NOT_FOUND) | {OWNER: Outcome(200)}),
    "GET /v1/communities": Entry(decided=OPEN),
    f"POST {OF_COMMUNITY}/transfer": Entry(
        body=lambda world: {"user_id": world.ids["user_id"]},
        decided=OWNERS_ALONE,
        decided_public=dict.fromkeys(OUTSIDE, NOT_OWNER),
    ),
}
