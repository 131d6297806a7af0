"""Everything the services declare, and what follows from it across services.

A contradiction between declarations (an unknown queue, a name that is too long) stops the synth
with a message that names the function.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

from commons.carrier import carrier
from commons.declare import Api, Declaration, discover, services
from commons.http import Endpoint
from commons.jobs import Job
from commons.queues import QueueConsumer
from commons.secrets import CURSORS
from commons.sockets import SocketAction
from commons.tables import TableConsumer
from stacks.parts import part_of

CORE = "core"
STREAM_READERS = 2


class CatalogError(ValueError):
    """The declarations do not fit together; the text says where."""


@dataclass(frozen=True)
class Service:
    """One service: its functions and what they need of the deployment."""

    name: str
    declarations: tuple[Declaration, ...]
    stacks: int = 1
    """``STACKS`` of its package: how many stacks share its routed functions."""

    def part(self, number: int) -> tuple[Declaration, ...]:
        """What one of its stacks deploys; the first, 0, has all that no request calls as well."""
        return tuple(d for d in self.declarations if self.part_of(d) == number)

    def part_of(self, declared: Declaration) -> int:
        """The number of the stack that deploys a function."""
        return part_of(declared.name, self.stacks) if isinstance(declared, Endpoint) else 0

    @cached_property
    def queues(self) -> list[str]:
        """Queues that its functions are fed from."""
        return [d.queue for d in self.declarations if isinstance(d, QueueConsumer)]

    @cached_property
    def scheduled(self) -> list[str]:
        """Jobs that its functions schedule, as the word ``schedules`` says them."""
        return sorted({job for d in self.declarations for job in d.schedules})

    @cached_property
    def streams(self) -> set[str]:
        """Services whose tables feed its functions."""
        return {t for d in self.declarations if isinstance(d, TableConsumer) for t in d.tables}


@dataclass(frozen=True)
class Catalog:
    """All services of one deployment."""

    package: str
    by_name: Mapping[str, Service]

    @classmethod
    def load(cls, package: str = "functions") -> Catalog:
        """Discover every declaration below a package. Raises CatalogError."""
        found = cls(package, {name: _service(package, name) for name in services(package)})
        found.check()
        return found

    def __iter__(self) -> Iterator[Service]:
        return iter(self.by_name.values())

    @property
    def folder(self) -> Path:
        """Where the services' code is."""
        return Path(importlib.import_module(self.package).__path__[0])

    @cached_property
    def declarations(self) -> list[Declaration]:
        """All functions."""
        return [declared for service in self for declared in service.declarations]

    @cached_property
    def tables(self) -> set[str]:
        """Services that own a table: someone touches its rows."""
        return {grant.service for d in self.declarations for grant in d.grants()}

    @cached_property
    def streamed(self) -> set[str]:
        """Services whose table's stream another service reads."""
        return {table for service in self for table in service.streams - {service.name}}

    def secrets(self, service: str) -> list[str]:
        """Secrets that a service's stack creates: those whose name starts with its own."""
        wanted = {secret for d in self.declarations for secret in d.secrets} | {CURSORS}
        return sorted(secret for secret in wanted if secret.split("/")[0] == service)

    def deploy_order(self) -> list[str]:
        """Service names; whoever owns a stream comes before its readers."""
        graph = {s.name: s.streams - {s.name} for s in self if s.name != CORE}
        return list(TopologicalSorter(graph).static_order())

    def integrations(self, api: Api) -> int:
        """How many integrations one HTTP API gets."""
        routed = [d for d in self.declarations if isinstance(d, Endpoint)]
        return sum(d.api in (api, Api.EVERY) for d in routed)

    def check(self) -> None:
        """Raise CatalogError when declarations contradict each other."""
        self._check_references()
        self._check_uniqueness()
        if self.by_name.get(CORE, Service(CORE, ())).stacks > 1:
            raise CatalogError("core is one stack: the others find its values there")
        readers = Counter(
            table for d in self.declarations if isinstance(d, TableConsumer) for table in d.tables
        )
        for table, count in readers.items():
            if count > STREAM_READERS:
                raise CatalogError(f"{count} functions read the stream of {table}; it serves two")

    def _check_references(self) -> None:
        known = {*self.by_name, CORE}
        fed = {queue for service in self for queue in service.queues}
        jobs = {f"{d.service}.{d.name}" for d in self.declarations if isinstance(d, Job)}
        for d in self.declarations:
            named = {grant.service for grant in d.grants()} | {s.split("/")[0] for s in d.secrets}
            if strangers := named - known:
                raise CatalogError(f"{d.handler} needs rows or secrets of {strangers}: no service")
            if unfed := set(d.queues) - fed:
                raise CatalogError(f"{d.handler} sends to {unfed}, which nothing is fed from")
            if unknown := set(d.schedules) - jobs:
                raise CatalogError(f"{d.handler} schedules {unknown}: no such job")
            if isinstance(d, TableConsumer) and (without := set(d.tables) - self.tables):
                raise CatalogError(f"{d.handler} reads the stream of {without}: no table")
            if isinstance(d, QueueConsumer) and not d.queue.startswith(f"{d.service}-"):
                raise CatalogError(f"{d.handler}: name the queue {d.service}-{d.queue}")

    def _check_uniqueness(self) -> None:
        routes = Counter[tuple[str, str]]()
        for d in self.declarations:
            match d:
                case Endpoint(api=Api.EVERY):
                    routes.update((api, d.route_key) for api in (Api.CLIENT, Api.PLATFORM))
                case Endpoint():
                    routes[d.api, d.route_key] += 1
                case SocketAction():
                    routes["socket", d.route] += 1
                case QueueConsumer():
                    routes["queue", d.queue] += 1
            routes["function", f"{d.service}-{d.name}"] += 1
        if doubled := [f"{kind} {key}" for (kind, key), n in routes.items() if n > 1]:
            raise CatalogError(f"declared twice: {', '.join(doubled)}")


def _service(package: str, name: str) -> Service:
    declared = tuple(discover(f"{package}.{name}"))
    if any(d.emits for d in declared):
        declared = (*declared, carrier(name))
    parts = vars(importlib.import_module(f"{package}.{name}")).get("STACKS", 1)
    return Service(name, declared, parts)
