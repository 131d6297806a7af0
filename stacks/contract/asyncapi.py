"""The AsyncAPI 3 document: every frame of the gateway, every event of streams and of the bus.

Made of the socket actions (what clients send, what answers it, what is refused), of
``commons.protocol`` (what the server sends unasked) and of the event schemas of ``tools.events``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from commons import protocol
from commons.closing import Closing
from commons.sockets import SocketAction
from stacks.catalog import Catalog
from stacks.contract import problems
from stacks.contract.schemas import REF, example_of, plain, untitled
from tools.events.described import Described, bus_events, field_meanings, stream_events
from tools.events.schemas import schema_of

FILE = "asyncapi.json"
Document = dict[str, Any]
DESCRIPTION = (
    "Generated from the functions. Frames are JSON texts `{op, id?, d}`: the payload is always in "
    "`d`, and a client's `id` comes back in the frame that answers it. A refusal is a problem "
    "(RFC 9457) in `d`; one with a `close_code` ends the socket. Fields, frames and events are "
    "only ever added: skip what you do not know."
)
GATEWAY = {
    "host": "{gateway}",
    "protocol": "wss",
    "description": "`url` of the answer of `POST /v1/gateway/tickets`.",
    "variables": {"gateway": {"description": "Host and path of the stage's gateway."}},
}
BUS = {
    "host": "events.{region}.amazonaws.com",
    "protocol": "eventbridge",
    "description": "Amazon EventBridge, for services of the same deployment.",
    "variables": {"region": {"description": "The AWS region of the deployment."}},
}
QUERY = {
    "type": "object",
    "required": ["v", "ticket"],
    "properties": {
        "v": {"const": "1"},
        "ticket": {"type": "string", "description": "Of `POST /v1/gateway/tickets`; used up here."},
    },
}
FRAME_ID = {"type": ["string", "integer"], "description": "Comes back in the answer."}
NONCE = {"type": "string", "description": "Of the frame that was refused."}


def text(catalog: Catalog, version: str) -> str:
    """The document as it is served."""
    return json.dumps(document(catalog, version), ensure_ascii=False, separators=(",", ":"))


def document(catalog: Catalog, version: str) -> Document:
    """Everything that is sent without being asked for by an HTTP request."""
    return plain(Built(catalog).document(version))


def actions(catalog: Catalog) -> list[SocketAction]:
    """The socket actions that frames reach, by service and name."""
    return [d for d in catalog.declarations if isinstance(d, SocketAction) and d.is_frame]


class Built:
    """The parts of the document, collected."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.schemas: dict[str, Any] = dict(problems.PARTS)
        self.messages: dict[str, Any] = {}
        self.operations: dict[str, Any] = {}

    def document(self, version: str) -> Document:
        """The whole."""
        self._events(stream_events())
        for op, kind in protocol.SENT.items():
            self._sent(op, kind)
        for action in actions(self.catalog):
            self._action(action)
        self._refusals()
        gateway = sorted(self.messages)
        self._bus(bus_events())
        bus = sorted(self.messages.keys() - set(gateway))
        return {
            "asyncapi": "3.0.0",
            "info": {"title": "Creavio", "version": version, "description": DESCRIPTION},
            "defaultContentType": "application/json",
            "servers": {"gateway": GATEWAY, "bus": BUS},
            "channels": {
                "gateway": _channel("gateway", "/", gateway, "One socket of one client.")
                | {"bindings": {"ws": {"method": "GET", "query": QUERY}}},
                "bus": _channel("bus", "{stage}-bus", bus, "What services tell each other.")
                | {"parameters": {"stage": {"description": "The deployment."}}},
            },
            "operations": dict(sorted(self.operations.items())),
            "components": {"schemas": self.schemas, "messages": self.messages},
        }

    def _events(self, events: list[Described]) -> None:
        """``Event`` is one of the types that streams carry."""
        for event in events:
            self.schemas[event.name] = self._lifted(schema_of(event))
        refs = [{"$ref": f"{REF}{event.name}"} for event in events]
        self.schemas["Event"] = {"description": "One event of a stream.", "oneOf": refs}

    def _sent(self, op: str, kind: type) -> None:
        d = self._schema(kind)
        self._message(op, d, kind.__doc__ or "")
        self.operations[f"send_{op}"] = _operation("send", "gateway", [op])

    def _action(self, action: SocketAction) -> None:
        """What a client sends, and what answers it."""
        received = f"client_{action.route}" if action.route != "$default" else ""
        answers = [action.refuses] + ([action.answers] if action.answers else [])
        if action.answers:
            returned = get_type_hints(action.run)["return"]
            self._message(action.answers, self._schema(returned), returned.__doc__ or "")
        if not received:
            return
        model = problems.frame_model(action)
        d = self._schema(model) if model is not None else {"type": "object"}
        self._message(received, d, action.summary, op=action.route)
        reply = {
            "channel": {"$ref": "#/channels/gateway"},
            "messages": [_in_channel("gateway", answer) for answer in answers],
        }
        self.operations[f"receive_{action.route}"] = _operation(
            "receive", "gateway", [received]
        ) | {"summary": action.summary, "reply": reply, **_needs(action)}

    def _refusals(self) -> None:
        """Problems by the op that tells them; ``error`` also tells why a socket is closed."""
        by_op = defaultdict[str, dict[problems.Kind, None]](dict)
        for action in actions(self.catalog):
            for kind in problems.frame_refusals(action):
                by_op["error" if issubclass(kind, Closing) else action.refuses][kind] = None
        for declared in self.catalog.declarations:
            closing = [kind for kind in declared.problems if issubclass(kind, Closing)]
            by_op["error"] |= dict.fromkeys(closing)
        for op, kinds in by_op.items():
            for kind in kinds:
                schema = problems.schema_of([kind])
                schema["properties"]["nonce"] = NONCE
                self.schemas[problems.schema_name(kind)] = schema
            refs = [{"$ref": f"{REF}{problems.schema_name(kind)}"} for kind in kinds]
            self._message(op, {"oneOf": refs}, "A refusal.")
            self.operations[f"send_{op}"] = _operation("send", "gateway", [op])

    def _bus(self, events: list[Described]) -> None:
        for event in events:
            name = f"{event.publisher}.{event.name}"
            self.schemas[event.name] = self._lifted(schema_of(event))
            self.messages[name] = {
                "name": name,
                "summary": event.meaning,
                "payload": {"$ref": f"{REF}{event.name}"},
                "examples": [{"payload": self.schemas[event.name]["examples"][0]}],
            }
            self.operations[f"emit_{name}"] = _operation("send", "bus", [name])

    def _message(self, name: str, d: Document, summary: str, *, op: str = "") -> None:
        payload = {
            "type": "object",
            "required": ["op", "d"],
            "properties": {"op": {"const": op or name}, "id": FRAME_ID, "d": d},
        }
        example = {"op": op or name, "d": example_of(d, self.schemas)}
        self.messages[name] = {
            "name": op or name,
            "summary": summary.strip().split("\n")[0],
            "payload": payload,
            "examples": [{"payload": example}],
        }

    def _schema(self, kind: Any) -> Document:
        """A reference to the schema of a model or TypedDict, which is added with its parts."""
        made = untitled(TypeAdapter(kind).json_schema(ref_template=REF + "{model}"))
        parts = made.pop("$defs", {})
        for name, part in [*parts.items(), (kind.__name__, made)]:
            if "$ref" not in part:
                self.schemas[name] = self.schemas.get(name) or part
        self._tell_meanings(kind)
        if "StreamEvent" in self.schemas:
            self.schemas["StreamEvent"] = {"$ref": f"{REF}Event"}
        return {"$ref": f"{REF}{kind.__name__}"}

    def _tell_meanings(self, kind: Any) -> None:
        for part in (kind, *vars(protocol).values()):
            name = getattr(part, "__name__", "")
            if isinstance(part, type) and name in self.schemas:
                for field, meaning in field_meanings(part).items():
                    shape = self.schemas[name].get("properties", {}).get(field)
                    if shape is not None:
                        shape.setdefault("description", meaning)

    def _lifted(self, schema: Document) -> Document:
        """The schema with its parts among those of the document."""
        text = json.dumps({k: v for k, v in schema.items() if k not in ("$schema", "$id")})
        made: Document = json.loads(text.replace("#/$defs/", REF))
        self.schemas |= made.pop("$defs", {})
        return made


def _channel(name: str, address: str, messages: list[str], description: str) -> Document:
    return {
        "address": address,
        "description": description,
        "servers": [{"$ref": f"#/servers/{name}"}],
        "messages": {one: {"$ref": f"#/components/messages/{one}"} for one in messages},
    }


def _operation(action: str, channel: str, messages: list[str]) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [_in_channel(channel, one) for one in messages],
    }


def _in_channel(channel: str, message: str) -> Document:
    return {"$ref": f"#/channels/{channel}/messages/{message}"}


def _needs(action: SocketAction) -> Document:
    if action.permission is None:
        return {}
    from commons.permissions import names

    return {"x-permissions": names(action.permission)}
