"""Every answer of an endpoint in tests, held to the OpenAPI document.

Status, content type, headers and body must be documented, and nothing may be in them that is not:
the document lets clients expect more fields tomorrow, but today's answers hold today's fields.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from jsonschema_rs import Draft202012Validator

from commons.http import Endpoint
from commons.testing import Reply
from stacks.catalog import Catalog
from stacks.contract import openapi
from stacks.contract.schemas import closed
from tests.faults.kills import Killed

#: Headers of any HTTP answer; a contract says nothing of them.
PLAIN = {"content-type", "content-length", "cache-control"}
#: What unknown paths answer to HEAD, where no body can name it.
UNROUTED = {404: "not_found", 405: "method_not_allowed"}


class Undocumented(AssertionError):
    """An answer that the document does not know; the text says where, never what a user said."""


class Answers:
    """The document, ready to judge."""

    def __init__(self, catalog: Catalog) -> None:
        self.document = openapi.document(catalog, "0")
        self.declared = {d.run for d in catalog.declarations if isinstance(d, Endpoint)}
        self._validators: dict[tuple[str, str], Draft202012Validator | None] = {}
        self.checked = self._deaths = 0

    def check(self, endpoint: Endpoint, reply: Reply) -> None:
        """Raise Undocumented unless the answer is one the document lists.

        Endpoints that a test declares by itself are in no document.
        """
        if endpoint.run not in self.declared or self._is_dead(reply):
            return
        self.checked += 1
        answer = self._answer(endpoint, reply)
        self._check_headers(endpoint, reply, answer)
        self._check_body(endpoint, reply, answer)

    def _is_dead(self, reply: Reply) -> bool:
        """Whether its process was killed: then Lambda answers nothing, and Mangum says this."""
        fresh, self._deaths = Killed.deaths > self._deaths, Killed.deaths
        return fresh and reply.status == 500 and reply.body is None

    def _answer(self, endpoint: Endpoint, reply: Reply) -> dict[str, Any]:
        shared = self.document["components"]["responses"]
        if endpoint.path == "$default":
            answer = shared.get(reply.code or UNROUTED.get(reply.status, ""))
        else:
            operation = self.document["paths"][endpoint.route][endpoint.method.lower()]
            answer = operation["responses"].get(str(reply.status))
        if answer is None:
            raise Undocumented(f"{endpoint.route_key} answers {reply.status} {reply.code or ''}")
        return dict(shared[_last(answer["$ref"])] if "$ref" in answer else answer)

    def _check_headers(self, endpoint: Endpoint, reply: Reply, answer: dict[str, Any]) -> None:
        where = f"{endpoint.route_key} {reply.status}"
        sent = {name.lower(): value for name, value in reply.headers.items()}
        headers = self.document["components"]["headers"]
        known = {name.lower(): headers[name] for name in answer.get("headers", {})}
        if strange := sent.keys() - known.keys() - PLAIN:
            raise Undocumented(f"{where} carries the headers {sorted(strange)}")
        for name, header in known.items():
            if name not in sent:
                if header.get("required"):
                    raise Undocumented(f"{where} lacks the header {name}")
            elif not self._header(name, header).is_valid(sent[name]):
                raise Undocumented(f"{where}: {name} does not have its form")

    def _header(self, name: str, header: dict[str, Any]) -> Draft202012Validator:
        key = ("header", name)
        if key not in self._validators:
            self._validators[key] = Draft202012Validator(header["schema"])
        found = self._validators[key]
        assert found is not None
        return found

    def _check_body(self, endpoint: Endpoint, reply: Reply, answer: dict[str, Any]) -> None:
        where = f"{endpoint.route_key} {reply.status}"
        content = answer.get("content", {})
        if not content or endpoint.method == "HEAD":
            if reply.text:
                raise Undocumented(f"{where} has a body")
            return
        media_type = reply.headers.get("content-type", "").partition(";")[0]
        if media_type not in content:
            raise Undocumented(f"{where} is sent as {media_type or 'nothing'}")
        key = (endpoint.route_key, str(reply.status))
        if key not in self._validators:
            self._validators[key] = self._compiled(content[media_type]["schema"])
        validator = self._validators[key]
        assert validator is not None
        answered = reply.body if "json" in media_type else reply.text
        for error in validator.iter_errors(answered):
            told = f" (code {reply.code})" if reply.code else ""
            at = "/".join(map(str, error.instance_path)) or "body"
            rule = "/".join(map(str, error.schema_path))
            raise Undocumented(f"{where}{told}: {at} breaks {rule}")

    def _compiled(self, schema: dict[str, Any]) -> Draft202012Validator:
        return Draft202012Validator(
            closed(schema) | {"components": self._closed}, validate_formats=True
        )

    @cached_property
    def _closed(self) -> dict[str, Any]:
        return {"schemas": closed(self.document["components"]["schemas"])}


@cache
def answers() -> Answers:
    """The one of this process."""
    return Answers(Catalog.load())


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]
