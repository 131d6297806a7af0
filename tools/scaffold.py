"""`make endpoint`: the file of a new HTTP function and its failing test, in the house style.

Refuses what could not be deployed or would replace something, and then writes nothing.
"""

from __future__ import annotations

import argparse
import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[a-z]+(_[a-z0-9]+)+")
ROUTE = re.compile(
    r"(GET|POST|PUT|PATCH|DELETE) ((?:/(?:[a-z0-9][a-z0-9.-]*|{[a-z]+(?:_[a-z]+)*}))+)"
)
DECLARED = re.compile(r'@endpoint\(\s*"([A-Z]+ [^"]+)"')
PARAMETER = re.compile(r"{(\w+)}")
#: A function's name is ``<stage>-<service>-<name>``, of at most 64 characters; a stage has 16.
MOST_OF_NAME = 64 - 16 - 2
LONGEST_ROUTE = 88
USAGE = 'make endpoint NAME=verb_noun SERVICE=service ROUTE="POST /path/{id}"'
KINDS = ("endpoints", "consumers", "sockets", "jobs")

FUNCTION = '''\
"""{route}"""

from commons.http import endpoint
{imports}from commons.web import Caller


@endpoint({declared})
async def {name}({parameters}) -> {answer}:
    """{sentence}."""
    raise NotImplementedError
'''
TEST = '''\
"""{sentence}."""

from __future__ import annotations

import pytest

from functions.{service}.endpoints.{name} import {name}
from tests.refusals import check_needs_caller

PATH = "{path}"


def test_nobody_does_it_without_a_token(aws: str) -> None:
    check_needs_caller({name}, PATH)


def test_it_is_written() -> None:
    pytest.fail(
        "{name} is a draft. Write it in "
        "functions/{service}/endpoints/{name}.py, "
        "and here the good case, the stranger and the refusals: "
        "docs/adding-an-endpoint.md, section 3."
    )
'''
NEXT = """\
wrote {function}
wrote {test}

{open_to}, and it does nothing yet. Next:
  1. write both files; docs/adding-an-endpoint.md says how
  2. tests/authorization/entries, in ENTRIES:
       "{key}": Entry(),
  3. tests/authorization/reviewed.py, who may reach it:
       "{route}": {reviewed},
  4. make reference, and a line in CHANGELOG.md
  5. .venv/bin/python -m pytest {test}
"""


class Refused(ValueError):
    """The endpoint cannot be made; the text says why and what can."""


@dataclass(frozen=True)
class Draft:
    """What is asked for. ``route`` is a method and a path without ``/v1``."""

    name: str
    service: str
    route: str

    @property
    def path(self) -> str:
        """The route's path."""
        return self.route.partition(" ")[2]

    @property
    def parameters(self) -> list[str]:
        """Names in braces."""
        return PARAMETER.findall(self.path)

    @property
    def scoped(self) -> bool:
        """Whether the path names what a permission is held on."""
        return bool({"channel_id", "community_id"} & {*self.parameters})

    @property
    def files(self) -> dict[str, str]:
        """Text by path: the function and its test."""
        inside = f"{self.service}/endpoints"
        return {
            f"functions/{inside}/{self.name}.py": self._function(),
            f"tests/functions/{inside}/test_{self.name}.py": self._test(),
        }

    def _function(self) -> str:
        reads = self.route.startswith("GET ")
        words = [f'"{self.route}"']
        words += ["permission=Permission.ADMINISTRATOR"] if self.scoped else []
        words += [] if reads else ["status=204"]
        return FUNCTION.format(
            route=self.route,
            imports="from commons.permissions import Permission\n" if self.scoped else "",
            declared=", ".join(words),
            name=self.name,
            parameters=", ".join([*(f"{p}: str" for p in self.parameters), "caller: Caller"]),
            answer="dict[str, str]" if reads else "None",
            sentence=self._sentence(),
        )

    def _test(self) -> str:
        path = PARAMETER.sub(lambda found: f"some-{found[1].replace('_', '-')}", self.path)
        return TEST.format(
            sentence=self._sentence(), service=self.service, name=self.name, path=path
        )

    def _sentence(self) -> str:
        return self.name.replace("_", " ").capitalize()


def check(draft: Draft, root: Path) -> None:
    """Raise Refused when the draft cannot become a function of this checkout."""
    _check_service(draft, root)
    _check_name(draft, root)
    _check_route(draft, root)
    for path in draft.files:
        if (root / path).exists():
            raise Refused(f"{path} exists already")


def _check_service(draft: Draft, root: Path) -> None:
    known = sorted(found.parent.name for found in root.glob("functions/*/__init__.py"))
    if draft.service not in known:
        raise Refused(f"SERVICE={draft.service!r} is none of {', '.join(known)}")


def _check_name(draft: Draft, root: Path) -> None:
    if not NAME.fullmatch(draft.name) or keyword.iskeyword(draft.name):
        raise Refused(f"NAME={draft.name!r} must be verb_noun in lower case: archive_channel")
    if (length := len(f"{draft.service}{draft.name}")) > MOST_OF_NAME:
        raise Refused(f"NAME={draft.name!r} is {length - MOST_OF_NAME} characters too long")
    for kind in KINDS:
        if (root / "functions" / draft.service / kind / f"{draft.name}.py").exists():
            raise Refused(f"functions/{draft.service}/{kind}/{draft.name}.py exists already")


def _check_route(draft: Draft, root: Path) -> None:
    if draft.path.startswith("/v1"):
        raise Refused(f"ROUTE={draft.route!r}: leave /v1 out, it is added")
    if not ROUTE.fullmatch(draft.route) or len(draft.route) > LONGEST_ROUTE:
        example = "POST /channels/{channel_id}/archive"
        raise Refused(f"ROUTE={draft.route!r} must be a method and a path, such as {example!r}")
    if len(set(draft.parameters)) < len(draft.parameters) or "caller" in draft.parameters:
        raise Refused(f"ROUTE={draft.route!r} names a parameter twice, or `caller`")
    for route, file in _declared(root):
        if PARAMETER.sub("{}", route) == PARAMETER.sub("{}", draft.route):
            raise Refused(f"{route} is declared already, in {file}")


def _declared(root: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(root.glob("functions/*/endpoints/*.py")):
        for route in DECLARED.findall(file.read_text()):
            yield route, str(file.relative_to(root))


def write(draft: Draft, root: Path) -> None:
    """Write both files, or neither. Raises Refused."""
    check(draft, root)
    written: list[Path] = []
    try:
        for path, text in draft.files.items():
            formatted = _formatted(path, text)
            with (root / path).open("x") as file:
                written.append(root / path)
                file.write(formatted)
    except OSError as error:
        for file_written in written:
            file_written.unlink()
        raise Refused(f"nothing was written: {error}") from error


def _formatted(path: str, text: str) -> str:
    """The text as `make fmt` would leave it."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", path, "-"]
    done = subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise OSError(f"ruff did not take {path}: {done.stderr}")
    return done.stdout


def main(arguments: list[str]) -> int:
    """The command line: says what was written and what is next, or why nothing was."""
    parser = argparse.ArgumentParser(prog="make endpoint", description=__doc__)
    for name in ("--name", "--service", "--route"):
        parser.add_argument(name, default="")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to write into")
    given = parser.parse_args(arguments)
    draft = Draft(given.name, given.service, " ".join(given.route.split()))
    if not (draft.name and draft.service and draft.route):
        print(
            'make endpoint NAME=verb_noun SERVICE=service ROUTE="POST /path/{id}"', file=sys.stderr
        )
        return 2
    try:
        write(draft, given.root)
    except Refused as refusal:
        print(f"error: {refusal}. Nothing was written.", file=sys.stderr)
        return 1
    method, _, path = draft.route.partition(" ")
    function, test = draft.files
    print(
        NEXT.format(
            function=function,
            test=test,
            open_to="Only administrators may" if draft.scoped else "Everybody signed in may",
            key=f"{method} /v1{path}",
            route=draft.route,
            reviewed='"ADMINISTRATOR"' if draft.scoped else "KNOWN",
        ),
        end="",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
