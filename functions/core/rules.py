"""Which methods a path answers to."""

import json
from functools import cache

METHODS = ("get", "put", "post", "delete", "patch")


@cache
def templates(document: bytes) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Every path of an OpenAPI document as its segments, with its methods."""
    paths = json.loads(document)["paths"]
    return tuple(
        (tuple(path.split("/")), tuple(m.upper() for m in METHODS if m in operations))
        for path, operations in paths.items()
    )


def methods_of(path: str, document: bytes) -> list[str]:
    """Methods that a requested path answers to, sorted; none for an unknown path."""
    segments = path.split("/")
    return sorted(
        {
            method
            for template, methods in templates(document)
            if _matches(template, segments)
            for method in methods
        }
    )


def _matches(template: tuple[str, ...], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        part == segment or (part.startswith("{") and segment != "")
        for part, segment in zip(template, segments, strict=True)
    )
