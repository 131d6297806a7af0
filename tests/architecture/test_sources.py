"""House rules that a reader would otherwise have to remember: each is one test."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.sources import Function, Source, sources

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
BROAD = {"Exception", "BaseException"}
BARE = re.compile(r"#\s*(type:\s*ignore(?!\[)|noqa(?!:))")


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {source.path: source.text.count("\n") for source in sources()}
    assert {path: n for path, n in lengths.items() if n > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{source.path}:{function.lineno} {function.name}"
        for source in sources()
        for function in source.functions()
        if (function.end_lineno or 0) - function.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [s.path for s in sources() if s.text.strip() and not ast.get_docstring(s.tree)]
    assert silent == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    """Helpers of tests are next to what they help with, and may go without."""
    silent = [
        f"{source.path}:{node.lineno} {node.name}"
        for source in sources()
        if not source.is_test
        for node in _public(source.tree)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_broad_except_is_silent() -> None:
    silent = [
        f"{source.path}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node) and _does_nothing(node)
    ]
    assert silent == []


def test_no_except_is_bare() -> None:
    bare = [
        f"{source.path}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


def test_nothing_suppresses_every_exception() -> None:
    suppressing = [
        f"{source.path}:{call.lineno}"
        for source in sources()
        for call in source.calls("suppress")
        if any(isinstance(arg, ast.Name) and arg.id in BROAD for arg in call.args)
    ]
    assert suppressing == []


def test_whoever_silences_a_checker_says_which_of_its_rules() -> None:
    bare = [
        f"{source.path}:{line}"
        for source in sources()
        for line, comment in _comments(source)
        if BARE.search(comment)
    ]
    assert bare == []


def test_no_source_names_a_path_of_one_machine() -> None:
    homes = "|".join(("home", "Users", "root", "work"))
    pattern = re.compile(rf"[\"' ]/({homes})/\w")
    naming = [source.path for source in sources() if pattern.search(source.text)]
    assert naming == []


def _public(body: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    """Functions and classes of a module, and the methods of its classes, that others may use.

    What a method overrides is documented where it is declared.
    """
    for node in body.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not any(_name(d) == "override" for d in node.decorator_list):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from _public(node)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    types = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or _name(kind) in BROAD for kind in types)


def _does_nothing(handler: ast.ExceptHandler) -> bool:
    return all(
        isinstance(step, ast.Pass | ast.Continue)
        or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
        for step in handler.body
    )


def _name(node: ast.expr) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def _comments(source: Source) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
