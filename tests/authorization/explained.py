"""What ``POST /permissions/explain`` says of a request, compared with what the request did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commons.http import Endpoint
from commons.permissions import Permission
from commons.testing import Person, Reply, call
from functions.communities.endpoints.explain_permission import explain_permission

#: An explanation of each bit that a route asks for, by its name.
Explanations = Mapping[str, Any]


def explained(asker: Person, declared: Endpoint, user_id: str, **place: str) -> Explanations:
    """Why somebody may or may not do what a route asks for, as whoever manages roles is told."""
    assert declared.permission is not None
    told = {}
    for bit in declared.permission:
        body = {"permission": bit.name, "user_id": user_id, **place}
        reply = call(explain_permission, "/permissions/explain", as_=asker, body=body)
        assert reply.status == 200, reply
        told[str(bit.name)] = reply.body
    return told


def check_agrees(told: Explanations, reply: Reply) -> None:
    """The request was let through or refused as explained, and the last rule told decided it."""
    missing = {name for one in told.values() for name in one["missing_permissions"]}
    assert all(one["allowed"] for one in told.values()) == (not missing)
    if "VIEW" in missing:
        assert (reply.status, reply.code) == (404, "not_found"), (told, reply)
    elif missing:
        assert (reply.status, reply.code) == (403, "missing_permission"), (told, reply)
        assert {*reply.body["missing_permissions"]} == missing, (told, reply)
    else:
        assert reply.status != 404, (told, reply)
        if reply.status == 403 and reply.code == "missing_permission":  # the handler's own
            assert not {*reply.body["missing_permissions"]} & told.keys(), (told, reply)
    for name, one in told.items():
        held = bool(int(one["permissions"]) & Permission[name])
        assert held == (one["steps"] != [] and one["steps"][-1]["effect"] == "allow"), one
