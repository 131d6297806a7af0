"""A service's stack. Every service is this stack."""

from __future__ import annotations

from aws_cdk import Stack
from constructs import Construct

from stacks.catalog import Catalog, Service
from stacks.config import Config
from stacks.constructs.service import ServiceParts
from stacks.names import Names, Values


class ServiceStack(Stack):
    """``<stage>-<service>``: built from declarations alone."""

    def __init__(
        self, scope: Construct, service: Service, catalog: Catalog, config: Config
    ) -> None:
        names = Names(config.stage)
        super().__init__(
            scope,
            names.of(service.name),
            description=f"Creavio {config.stage}: {service.name}",
            termination_protection=config.keeps_data,
        )
        ServiceParts(self, service, catalog, config, Values(self, names))
