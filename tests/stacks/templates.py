"""Reads CloudFormation templates: resources by type, references as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Resource:
    """One resource; ``props`` has every reference and join flattened into text."""

    id: str
    type: str
    raw: dict[str, Any]
    props: dict[str, Any]


@dataclass(frozen=True)
class Template:
    """One stack."""

    raw: dict[str, Any]

    def __iter__(self) -> Iterator[Resource]:
        for name, raw in self.raw["Resources"].items():
            yield Resource(name, raw["Type"], raw, self.flat(raw.get("Properties", {})))

    def of(self, kind: str) -> list[Resource]:
        """Resources of a type, such as ``Lambda::Function``."""
        return [resource for resource in self if resource.type == f"AWS::{kind}"]

    def flat(self, value: Any) -> Any:
        """Joins as a string, ``{"Ref": "X"}`` as ``${X}``, SSM values by their path."""
        match value:
            case {"Fn::Join": [separator, list(parts)]}:
                return separator.join(str(self.flat(part)) for part in parts)
            case {"Ref": str(name)}:
                parameter = self.raw.get("Parameters", {}).get(name, {})
                path = parameter.get("Default") if "SSM" in parameter.get("Type", "") else None
                return f"${{{path or name}}}"
            case {"Fn::GetAtt": [name, attribute]}:
                return f"${{{name}.{attribute}}}"
            case dict():
                return {key: self.flat(entry) for key, entry in value.items()}
            case list():
                return [self.flat(entry) for entry in value]
        return value


def statements(role: Resource) -> list[dict[str, Any]]:
    """All statements of a role's inline policies."""
    return [
        statement
        for policy in role.props.get("Policies", ())
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def functions(template: Template) -> dict[str, tuple[Resource, Resource]]:
    """Functions of a stack with their roles, by function name."""
    by_id = {resource.id: resource for resource in template}
    return {
        function.props["FunctionName"]: (
            function,
            by_id[function.raw["Properties"]["Role"]["Fn::GetAtt"][0]],
        )
        for function in template.of("Lambda::Function")
    }
