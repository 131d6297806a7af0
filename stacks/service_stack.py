"""A service's stacks. Every service is one such stack, or several."""

from __future__ import annotations

from aws_cdk import Stack
from constructs import Construct

from stacks.catalog import Catalog, Service
from stacks.config import Config
from stacks.constructs.service import ServiceParts
from stacks.names import Names, Values


class ServiceStack(Stack):
    """``<stage>-<service>``, or a further part of it: built from declarations alone."""

    def __init__(
        self, scope: Construct, service: Service, catalog: Catalog, config: Config, part: int = 0
    ) -> None:
        names = Names(config.stage)
        super().__init__(
            scope,
            names.stack(service.name, part),
            description=f"Creavio {config.stage}: {service.name}"
            + (f" {part + 1}" if part else ""),
            termination_protection=config.keeps_data,
        )
        ServiceParts(self, service, catalog, config, Values(self, names), part)
