"""Values on their way: as DynamoDB's own JSON and back, for the machinery's rows; as JSON."""

import json
from typing import Any

Item = dict[str, Any]


def to_wire(value: Any) -> dict[str, Any]:
    """``{"S": "…"}`` of a str, ``{"N": "…"}`` of an int, and so on; sets are not used."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case list() | tuple():
            return {"L": [to_wire(entry) for entry in value]}
        case dict():
            return {"M": item(value)}
    raise TypeError(f"no DynamoDB type for {type(value).__name__}")


def from_wire(wired: dict[str, Any]) -> Any:
    """The value inside ``{"S": "…"}``."""
    [(kind, value)] = wired.items()
    match kind:
        case "N":
            return float(value) if "." in value else int(value)
        case "L":
            return [from_wire(entry) for entry in value]
        case "M":
            return plain(value)
        case "NULL":
            return None
        case "SS" | "NS" | "BS":
            return list(value)
    return value


def item(values: dict[str, Any]) -> Item:
    """A row on the wire."""
    return {name: to_wire(value) for name, value in values.items()}


def plain(wired: Item) -> dict[str, Any]:
    """A row from the wire."""
    return {name: from_wire(value) for name, value in wired.items()}


def encode(value: object) -> str:
    """Compact JSON; text stays as it is, so a frame is as small as its UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
