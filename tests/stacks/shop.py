"""A service made up for tests: as large as wanted, with a job that a consumer schedules."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.community import CommunityCreated
from commons.declare import Access, Declaration
from commons.events import Consumer
from commons.http import Endpoint
from commons.jobs import Job
from stacks.catalog import Catalog, Service

SHOP, JOB = "shop", "shop.close_sale"


def run_in(service: str, folder: str, name: str) -> Any:
    """A function as if it stood in a service's module."""

    def run() -> None:
        """Do it."""

    run.__module__, run.__name__ = f"functions.{service}.{folder}.{name}", name
    return run


def route(service: str, name: str, path: str = "/x", **words: Any) -> Endpoint:
    """An endpoint of a service."""
    run = run_in(service, "endpoints", name)
    return Endpoint(run=run, method="GET", path=path, access=Access.ANONYMOUS, **words)


def shop(routes: int = 1) -> list[Declaration]:
    """Its functions."""
    on_created = run_in(SHOP, "consumers", "on_community_created")
    return [
        Consumer(run=on_created, events=(CommunityCreated,), schedules=(JOB,)),
        *(route(SHOP, f"get_thing_{n:03}", f"/things/{n}") for n in range(routes)),
        Job(run=run_in(SHOP, "jobs", "close_sale")),
    ]


def only_shop(*more: Declaration, routes: int = 1) -> Catalog:
    """A platform of this service alone: the documents that core serves need real packages."""
    return Catalog("functions", {SHOP: Service(SHOP, (*shop(routes), *more))})
