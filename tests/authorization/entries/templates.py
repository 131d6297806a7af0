"""Requests to templates, and what their handlers decide by themselves."""

from __future__ import annotations

from tests.authorization.expectations import OF_COMMUNITY, Entry, Outcome, everybody
from tests.authorization.worlds import World

OF_TEMPLATE = "/v1/templates/{code}"


def _code(world: World) -> dict[str, str]:
    return {"code": world.ids["template_code"]}


ENTRIES = {
    f"GET {OF_COMMUNITY}/templates": Entry(),
    f"POST {OF_COMMUNITY}/templates": Entry(body=lambda world: {"name": "Another"}),
    f"GET {OF_TEMPLATE}": Entry(ids=_code, decided=everybody(Outcome(200))),
    f"PATCH {OF_TEMPLATE}": Entry(ids=_code, body=lambda world: {"description": "More."}),
    f"PUT {OF_TEMPLATE}/structure": Entry(ids=_code),
    f"DELETE {OF_TEMPLATE}": Entry(ids=_code),
}
