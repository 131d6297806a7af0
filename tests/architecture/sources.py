"""The repository's Python sources, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMONS = "layers/commons/python/commons"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file; ``path`` is relative to the repository, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text)

    @property
    def service(self) -> str | None:
        """The service it belongs to, if it is below ``functions``."""
        folder, _, rest = self.path.partition("/")
        return rest.partition("/")[0] if folder == "functions" and "/" in rest else None

    @property
    def is_test(self) -> bool:
        """Whether it belongs to the tests."""
        return self.path.startswith(("tests/", "media_nodes/tests/"))

    def imported(self) -> Iterator[tuple[int, str]]:
        """Line and absolute dotted name of everything imported, inside functions too."""
        package = self.path.removesuffix(".py").replace("/", ".").split(".")[:-1]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = package[: len(package) - node.level + 1] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def functions(self) -> Iterator[Function]:
        """Every function, nested ones and methods included."""
        return (n for n in ast.walk(self.tree) if isinstance(n, Function))

    def calls(self, name: str) -> Iterator[ast.Call]:
        """Calls of a function by this bare name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
                yield node


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file that git tracks."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [path for path in listed.stdout.split("\0") if path and (ROOT / path).exists()]
    return tuple(Source(path, (ROOT / path).read_text()) for path in paths)


def of_services() -> tuple[Source, ...]:
    """The sources of the services."""
    return tuple(source for source in sources() if source.service)


def below(folder: str) -> tuple[Source, ...]:
    """The sources in a folder and its subfolders."""
    return tuple(source for source in sources() if source.path.startswith(f"{folder}/"))
