"""Declarations that contradict each other stop the synth, by name."""

from __future__ import annotations

import pytest

from commons.carrier import Carrier
from commons.declare import Api, Declaration, Grant
from commons.queues import QueueConsumer
from commons.tables import TableConsumer
from stacks.catalog import Catalog, CatalogError, Service
from stacks.names import Names
from tests.stacks.shop import route, run_in


def catalog(**services: list[Declaration]) -> Catalog:
    """Services made up for a test."""
    return Catalog("functions", {n: Service(n, tuple(ds)) for n, ds in services.items()})


def test_a_route_belongs_to_one_function() -> None:
    doubled = catalog(shop=[route("shop", "a"), route("shop", "b")])
    with pytest.raises(CatalogError, match="declared twice: client GET /v1/x"):
        doubled.check()


def test_a_route_on_every_api_collides_with_one_on_either() -> None:
    doubled = catalog(
        shop=[route("shop", "a", api=Api.EVERY), route("shop", "b", api=Api.PLATFORM)]
    )
    with pytest.raises(CatalogError, match="platform GET /v1/x"):
        doubled.check()


def test_rows_and_secrets_belong_to_services_that_exist() -> None:
    for words in ({"uses": (Grant("bank", ("GetItem",), ("A#",)),)}, {"secrets": ("bank/key",)}):
        with pytest.raises(CatalogError, match="bank"):
            catalog(shop=[route("shop", "a", **words)]).check()


def test_a_queue_feeds_someone_and_carries_its_service_in_its_name() -> None:
    with pytest.raises(CatalogError, match="nothing is fed from"):
        catalog(shop=[route("shop", "a", queues=("shop-orders",))]).check()
    with pytest.raises(CatalogError, match="shop-orders"):
        catalog(shop=[QueueConsumer(run=run_in("shop", "consumers", "b"), queue="orders")]).check()


def test_a_stream_serves_two_functions() -> None:
    def reader(name: str) -> Declaration:
        run = run_in("shop", "consumers", name)
        return TableConsumer(run=run, tables=("shop",), key="sk", prefix="L#")

    rows = route("shop", "r", uses=(Grant("shop", ("GetItem",), ("A#",)),))
    catalog(shop=[rows, reader("a"), reader("b")]).check()
    with pytest.raises(CatalogError, match="serves two"):
        catalog(shop=[rows, reader("a"), reader("b"), reader("c")]).check()


def test_a_secret_is_made_by_the_service_it_is_named_after() -> None:
    made = catalog(
        shop=[route("shop", "a", secrets=("bank/key", "core/cursors"))],
        bank=[route("bank", "b", "/y", secrets=("bank/key", "bank/pin"))],
    )
    made.check()
    assert made.secrets("bank") == ["bank/key", "bank/pin"]
    assert made.secrets("core") == ["core/cursors"]
    assert made.secrets("shop") == []


def test_a_service_without_rows_has_no_table() -> None:
    used = Grant("bank", ("GetItem",), ("A#",))
    made = catalog(shop=[route("shop", "a", uses=(used,))], bank=[])
    assert made.tables == {"bank", "core"}, "core counts the requests of every route"


def test_names_longer_than_lambda_takes_are_refused() -> None:
    with pytest.raises(CatalogError, match="longer than 64"):
        Names("local").function(route("shop", "a" * 60))


def test_the_real_carriers_serve_their_own_service() -> None:
    for service in Catalog.load():
        for declared in service.declarations:
            if isinstance(declared, Carrier):
                assert declared.service == service.name
                assert declared.tables == (service.name,)
