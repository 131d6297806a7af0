"""Requests to circles, and what their handlers decide by themselves."""

from __future__ import annotations

from commons.permissions import Permission
from tests.authorization.expectations import MEMBER, OF_COMMUNITY, Entry, Outcome, lacks
from tests.authorization.worlds import OUTSIDE, Persona

MANAGED = lacks(Permission.MANAGE_CIRCLES)
OF_CIRCLE = "/v1/circles/{circle_id}"
#: Who sees the circle and manages none is told what is missing.
OUTSIDERS = dict.fromkeys(OUTSIDE, MANAGED)

ENTRIES = {
    f"GET {OF_COMMUNITY}/circles": Entry(),
    f"POST {OF_COMMUNITY}/circles": Entry(body=lambda world: {"name": "Another"}),
    f"GET {OF_CIRCLE}": Entry(),
    f"PATCH {OF_CIRCLE}": Entry(
        body=lambda world: {"description": "More."},
        decided={MEMBER: MANAGED},
        decided_public=OUTSIDERS,
    ),
    f"DELETE {OF_CIRCLE}": Entry(decided={MEMBER: MANAGED}, decided_public=OUTSIDERS),
    f"GET {OF_CIRCLE}/members": Entry(
        decided={MEMBER: MANAGED, Persona.CIRCLE_ONLY: Outcome(200)}, decided_public=OUTSIDERS
    ),
    f"PUT {OF_CIRCLE}/members/{{user_id}}": Entry(
        decided={MEMBER: MANAGED}, decided_public=OUTSIDERS
    ),
    f"DELETE {OF_CIRCLE}/members/{{user_id}}": Entry(
        decided={MEMBER: MANAGED}, decided_public=OUTSIDERS
    ),
}
