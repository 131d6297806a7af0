"""What a function is and what it needs.

A declaration sits on the function it describes. Lambda runs it, CDK reads it (route, triggers,
IAM), OpenAPI and the authorization matrix are generated from it, tests call it. Nothing is said
twice. Standard library only: every function imports this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

if TYPE_CHECKING:
    from commons.db import Record
    from commons.errors import Problem
    from commons.events import Event

READ = ("GetItem", "BatchGetItem", "Query")
#: What a large service keeps in folders of these names; no functions lie there.
PARTS = ("models", "rules", "schemas")
WRITE = ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
#: Of rows that are written once. IAM cannot forbid to put over one: ``create`` does by condition.
APPEND = ("PutItem",)
PURGE = ("DeleteItem",)
CHECK = ("ConditionCheckItem",)


class Api(StrEnum):
    """The HTTP API that serves a route: one API holds at most 300 integrations."""

    CLIENT = "client"
    PLATFORM = "platform"
    EVERY = "every"


class Access(StrEnum):
    """Who may reach a function at all; the permission on a resource is declared beside it."""

    ANONYMOUS = "anonymous"
    USER = "user"


@dataclass(frozen=True)
class Grant:
    """DynamoDB actions on the partitions of one service's table that begin with a prefix."""

    service: str
    actions: tuple[str, ...]
    prefixes: tuple[str, ...]


class Needs(TypedDict, total=False):
    """What a function touches and refuses. CDK grants exactly this, and nothing else.

    problems: the handler's own refusals; those of the machinery follow from the other words.
    reads, writes: kinds of rows of the service's own table; a kind may allow fewer verbs than all.
    purges: kinds of rows it only deletes, whatever else may be done with them.
    checks: kinds of rows that its transactions only hold to a condition.
    uses: published models of other services and stream logs (``commons.published``).
    emits: events committed to the outbox.
    appends: types of the events it appends to streams, such as ``MESSAGE_CREATE``.
    secrets: names in Secrets Manager below the stage, such as ``auth/keys``.
    queues: names of FIFO queues it sends to, such as ``realtime-pump``.
    schedules: jobs of its service that it schedules, such as ``communities.remind_event``.
    posts: it posts to WebSocket connections.
    bundles: files that the deployment adds beside the code, such as ``openapi.json``.
    """

    problems: tuple[type[Problem], ...]
    reads: tuple[type[Record], ...]
    writes: tuple[type[Record], ...]
    purges: tuple[type[Record], ...]
    checks: tuple[type[Record], ...]
    uses: tuple[Grant, ...]
    emits: tuple[type[Event], ...]
    appends: tuple[str, ...]
    secrets: tuple[str, ...]
    queues: tuple[str, ...]
    schedules: tuple[str, ...]
    posts: bool
    bundles: tuple[str, ...]
    memory_mb: int
    timeout_s: int


class NotYourTable(TypeError):
    """A service declared rows of a table that another service owns."""


class NotYourJob(TypeError):
    """A service schedules a job of another: it may only tell others what happened."""


class NothingDeclared(TypeError):
    """A module of a service declares no function under its own name."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One deployed function."""

    folder: ClassVar[str]

    run: Callable[..., Any]
    problems: tuple[type[Problem], ...] = ()
    reads: tuple[type[Record], ...] = ()
    writes: tuple[type[Record], ...] = ()
    purges: tuple[type[Record], ...] = ()
    checks: tuple[type[Record], ...] = ()
    uses: tuple[Grant, ...] = ()
    emits: tuple[type[Event], ...] = ()
    appends: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    posts: bool = False
    bundles: tuple[str, ...] = ()
    memory_mb: int = 512
    timeout_s: int = 10

    def __post_init__(self) -> None:
        for record in (*self.reads, *self.writes, *self.purges, *self.checks):
            if record.service() != self.service:
                raise NotYourTable(f"{self.handler} uses {record.__name__} of {record.service()}")
        for event in self.emits:
            if event.source != self.service:
                raise NotYourTable(f"{self.handler} emits {event.__name__} of {event.source}")
        for job in self.schedules:
            if job.partition(".")[0] != self.service:
                raise NotYourJob(f"{self.handler} schedules {job}")

    @property
    def name(self) -> str:
        """The function's name, which is also its module's."""
        return str(self.run.__name__)

    @property
    def service(self) -> str:
        """``functions.messages.endpoints.send_message`` belongs to ``messages``."""
        return str(self.run.__module__).split(".")[1]

    @property
    def handler(self) -> str:
        """The string Lambda is given: module and name."""
        return f"{self.run.__module__}.{self.name}"

    @property
    def summary(self) -> str:
        """The first sentence of the docstring."""
        return (self.run.__doc__ or "").strip().split("\n")[0]

    def grants(self) -> tuple[Grant, ...]:
        """Every DynamoDB grant of this function; the machinery's own needs included."""
        return (*self._own_rows(), *self.uses)

    def _own_rows(self) -> Iterator[Grant]:
        if self.reads:
            yield Grant(self.service, READ, _prefixes(self.reads))
        for verbs in sorted({record.verbs for record in self.writes}):
            kinds = tuple(record for record in self.writes if record.verbs == verbs)
            yield Grant(self.service, verbs, _prefixes(kinds))
        if self.purges:
            yield Grant(self.service, PURGE, _prefixes(self.purges))
        if self.checks:
            yield Grant(self.service, CHECK, _prefixes(self.checks))
        if self.emits:
            yield Grant(self.service, ("PutItem",), ("OUTBOX#",))


def _prefixes(records: tuple[type[Record], ...]) -> tuple[str, ...]:
    return tuple(sorted({record.prefix for record in records}))


def discover(package: str) -> Iterator[Declaration]:
    """Every declaration of one service, in name order.

    package: dotted name, such as ``functions.messages``.
    Raises NothingDeclared when a module of ``endpoints/``, ``consumers/``, ``sockets/`` or
    ``jobs/`` declares nothing under its own name, or declares it in the wrong folder.
    """
    import importlib
    import pkgutil  # only deployments and tests discover: functions do not pay for it

    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        _, _, folder, *rest = module.name.split(".")
        if module.ispkg or not rest or folder in PARTS:
            continue
        declared = vars(importlib.import_module(module.name)).get(rest[-1])
        if not isinstance(declared, Declaration) or declared.name != rest[-1]:
            raise NothingDeclared(f"{module.name} declares no function named {rest[-1]}")
        if declared.folder != folder:
            raise NothingDeclared(f"{module.name} belongs in {declared.folder}/")
        yield declared


def services(package: str = "functions") -> list[str]:
    """The names of all services."""
    import importlib
    import pkgutil

    return [found.name for found in pkgutil.iter_modules(importlib.import_module(package).__path__)]
