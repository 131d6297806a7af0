"""Templates to test with: taken, read and used through the front doors."""

from __future__ import annotations

from typing import Any

from commons.permissions import Permission
from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_template import create_template
from functions.communities.endpoints.get_template import get_template
from functions.communities.endpoints.list_templates import list_templates
from tests.functions.communities.conftest import Place
from tests.functions.communities.roles import granted, role

MAKER = Permission.MANAGE_COMMUNITY | Permission.MANAGE_ROLES


def asked(place: Place, who: Person | None = None, **body: object) -> Reply:
    """Ask for a template, as the owner unless somebody is named."""
    body = {"name": "Bakery"} | body
    return call(create_template, f"{place.path}/templates", as_=who or place.owner, body=body)


def template(place: Place, who: Person | None = None, **body: object) -> str:
    """The code of a new template."""
    reply = asked(place, who, **body)
    assert reply.status == 201, reply
    return str(reply.body["code"])


def preview(code: str, who: Person | None = None) -> Reply:
    """A template as a stranger sees it, who has its code."""
    return call(get_template, f"/templates/{code}", as_=who or person())


def structure(code: str) -> dict[str, Any]:
    """What a template makes."""
    reply = preview(code)
    assert reply.status == 200, reply
    return dict(reply.body["structure"])


def channel_names(made: dict[str, Any]) -> list[str]:
    """The channels of a structure."""
    return [channel["name"] for channel in made["channels"]]


def listed(place: Place, who: Person | None = None) -> list[dict[str, Any]]:
    """The templates of the community, as the owner sees them unless somebody is named."""
    reply = call(list_templates, f"{place.path}/templates", as_=who or place.owner)
    assert reply.status == 200, reply
    return list(reply.body["data"])


def copied(code: str, who: Person, key: str | None = None, /, **body: object) -> Reply:
    """Found a community from a template."""
    body = {"name": "Copy", "template_code": code} | body
    headers = {} if key is None else {"idempotency-key": key}
    return call(create_community, "/communities", as_=who, body=body, headers=headers)


def holder(place: Place, bits: int = MAKER) -> Person:
    """A new member with these permissions."""
    who = person()
    place.join(who)
    assert granted(place, who, role(place, bits)).status == 204
    return who
