"""One function, one file, one test; no service reaches into another."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from commons.testing import declarations
from tests.architecture.sources import COMMONS, ROOT, below, of_services

KINDS = ("endpoints", "consumers", "sockets", "jobs")
#: Readers of published models, and what serves frames: the modules of commons that name a table.
TABLES_OF_COMMONS = {
    "access": {"communities"},
    "accounts": {"auth"},
    "auth": {"auth"},
    "frames": {"realtime"},
    "idempotency": {"core"},
    "limits": {"core"},
    "threads": {"messages"},
}
OUTWARD = ("botocore", "boto3", "requests", "urllib", "socket", "httpx")
MACHINERY = ("aws", "transactions", "secrets", "gateway", "streams", "access", "auth", "accounts")


def files_of_functions() -> dict[str, str]:
    """The test file of every function, by the file the function is in."""
    return {
        f"functions/{d.service}/{d.folder}/{d.name}.py": (
            f"tests/functions/{d.service}/{d.folder}/test_{d.name}.py"
        )
        for d in declarations()
    }


def test_every_function_has_its_file() -> None:
    missing = [path for path in files_of_functions() if not (ROOT / path).exists()]
    assert missing == []


def test_every_function_has_its_test_file() -> None:
    missing = [test for test in files_of_functions().values() if not (ROOT / test).exists()]
    assert missing == []


def test_a_test_file_calls_its_function_by_name() -> None:
    """But sockets: their functions are reached by the op of a frame."""
    silent = [
        test
        for path, test in files_of_functions().items()
        if PurePosixPath(path).stem not in (ROOT / test).read_text() and "/sockets/" not in path
    ]
    assert silent == []


def test_every_test_file_of_a_kind_belongs_to_a_function() -> None:
    known = set(files_of_functions().values())
    strangers = [
        source.path
        for source in below("tests/functions")
        if PurePosixPath(source.path).parent.name in KINDS
        and PurePosixPath(source.path).name.startswith("test_")
        and source.path not in known
    ]
    assert strangers == []


def test_every_function_says_in_a_sentence_what_it_does() -> None:
    assert [d.handler for d in declarations() if not d.summary.endswith((".", ".``"))] == []


def test_no_two_functions_of_a_service_share_a_name() -> None:
    names = [(d.service, d.name) for d in declarations()]
    assert sorted(names) == sorted(set(names))


def test_consumers_are_named_after_what_they_react_to() -> None:
    from commons.events import Consumer

    others = [d.name for d in declarations() if isinstance(d, Consumer) and d.name[:3] != "on_"]
    assert others == []


def test_no_service_imports_another() -> None:
    reaching = [
        f"{source.path}:{line} {name}"
        for source in of_services()
        for line, name in source.imported()
        if name.startswith("functions.") and name.split(".")[1] != source.service
    ]
    assert reaching == []


def test_commons_imports_no_service() -> None:
    reaching = [
        f"{source.path}:{line} {name}"
        for source in below(COMMONS)
        for line, name in source.imported()
        if name.partition(".")[0] in ("functions", "stacks", "localstack", "tests")
    ]
    assert reaching == []


def test_nothing_that_is_deployed_imports_what_is_not() -> None:
    reaching = [
        f"{source.path}:{line} {name}"
        for source in (*of_services(), *below(COMMONS))
        for line, name in source.imported()
        if name.startswith(("stacks", "localstack", "tests", "aws_cdk", "creavio"))
        or (name.startswith("commons.testing") and source.service)
    ]
    assert reaching == []


def test_a_service_names_no_table_but_its_own() -> None:
    naming = [
        f"{source.path}:{call.lineno} {table}"
        for source in of_services()
        for call in source.calls("table_name")
        if (table := ast.unparse(call.args[0])) != repr(source.service)
    ]
    assert naming == []


def test_few_modules_of_commons_name_a_table() -> None:
    naming: dict[str, set[str]] = {}
    for source in below(COMMONS):
        for call in source.calls("table_name"):
            if isinstance(call.args[0], ast.Constant):
                module = PurePosixPath(source.path).stem
                naming.setdefault(module, set()).add(str(call.args[0].value))
    assert naming == TABLES_OF_COMMONS


def test_rules_touch_no_io() -> None:
    """They may name the types of what they judge."""
    outward = tuple(f"commons.{name}" for name in MACHINERY) + OUTWARD
    touching = [
        f"{source.path}:{line} {name}"
        for source in of_services()
        if "rules" in PurePosixPath(source.path).with_suffix("").parts
        for line, name in source.imported()
        if name.startswith(outward) and name.rpartition(".")[2].islower()
    ]
    assert touching == []


def test_only_endpoints_know_fastapi() -> None:
    knowing = [
        source.path
        for source in of_services()
        for _, name in source.imported()
        if name.partition(".")[0] in ("fastapi", "starlette", "mangum")
        and "/endpoints/" not in source.path
    ]
    assert knowing == []


def test_the_stacks_name_no_function() -> None:
    names = {d.name for d in declarations() if "_" in d.name}
    naming = [
        f"{source.path}:{node.lineno} {node.value}"
        for source in below("stacks")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert naming == []
