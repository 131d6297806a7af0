"""All stacks, in the order they must be deployed."""

from __future__ import annotations

from aws_cdk import App, Stack

from commons.declare import Api
from stacks.catalog import CORE, Catalog, CatalogError
from stacks.config import Config
from stacks.core_stack import CoreStack
from stacks.dashboard_stack import DashboardStack
from stacks.service_stack import ServiceStack

#: API Gateway stops at 300 for one API, for good: time to move a service to the other API.
MAX_INTEGRATIONS = 280


def platform(app: App, config: Config, catalog: Catalog) -> None:
    """Core first, then the services; whoever owns a stream before its readers."""
    for api in (Api.CLIENT, Api.PLATFORM):
        if (count := catalog.integrations(api)) > MAX_INTEGRATIONS:
            raise CatalogError(f"{count} integrations on {api}; at most {MAX_INTEGRATIONS}")
    core = CoreStack(app, catalog, config)
    built: dict[str, Stack] = {CORE: core}
    for name in catalog.deploy_order():
        service = catalog.by_name[name]
        stack = built[name] = ServiceStack(app, service, catalog, config)
        stack.add_stack_dependency(core)
        for owner in service.streams - {name, CORE}:
            stack.add_stack_dependency(built[owner])
        for part in range(1, service.stacks):
            earlier, stack = stack, ServiceStack(app, service, catalog, config, part)
            # What moves, moves to a later stack, and must be gone from the earlier one by then.
            stack.add_stack_dependency(earlier)
    DashboardStack(app, catalog, config).add_stack_dependency(core)
