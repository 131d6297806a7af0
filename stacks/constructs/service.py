"""Everything a service deploys. Nothing here names a route, a table or a permission."""

from __future__ import annotations

from functools import cached_property

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3_assets as assets
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from commons.declare import Declaration
from commons.events import Consumer
from commons.http import Endpoint
from commons.jobs import Job
from commons.queues import QueueConsumer
from commons.sockets import SocketAction
from commons.tables import TableConsumer
from stacks import watches
from stacks.acknowledgements import SECRET, acknowledge
from stacks.assets import Archive, commons_layer, dependency_layer, service_code
from stacks.catalog import Catalog, Service
from stacks.config import Config
from stacks.constructs.alarms import add_alarms, count_failures
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.function import RUNTIME, ServiceFunction, Surroundings
from stacks.constructs.routes import Routes
from stacks.constructs.schedules import add_scheduler
from stacks.constructs.table import service_table
from stacks.constructs.triggers import (
    feed_from_queue,
    feed_from_stream,
    run_by_the_clock,
    subscribe,
)
from stacks.contract import FILES
from stacks.names import Names, Values


class ServiceParts(Construct):
    """The table, secrets, functions and alarms of one service, inside its stack.

    part: which of its stacks; all but the first, 0, have routed functions and nothing else.
    """

    def __init__(
        self,
        stack: Stack,
        service: Service,
        catalog: Catalog,
        config: Config,
        values: Values,
        part: int = 0,
    ) -> None:
        super().__init__(stack, "Service")
        self.service, self.catalog, self.config, self.values = service, catalog, config, values
        self.names, self.part = Names(config.stage), part
        self._codes: dict[tuple[str, ...], assets.Asset] = {}
        if part:
            self._functions(self.names.log_group(service.name))
        else:
            self._whole()

    def _whole(self) -> None:
        """All that a service has once, and its functions."""
        service, catalog = self.service, self.catalog
        self.stream_arn = self._table() if service.name in catalog.tables else None
        for secret in catalog.secrets(service.name):
            self._secret(secret)
        if not service.declarations:
            return
        if service.scheduled:
            add_scheduler(self, service, self.names, self.values, self._dead_letters.arn)
        log_group = self._log_group()
        self._functions(log_group.ref)
        count_failures(self, log_group, self.names)
        add_alarms(self, watches.of_service(service, self.names), self.names)

    def _functions(self, log_group: str) -> None:
        around = self._surroundings(log_group)
        routes = Routes(self.values)
        for declared in self.service.part(self.part):
            built = ServiceFunction(self, declared, around, self._code(declared))
            self._connect(declared, built, routes)

    def _connect(self, declared: Declaration, built: ServiceFunction, routes: Routes) -> None:
        match declared:
            case Endpoint():
                routes.add_http(declared, built)
            case SocketAction():
                routes.add_socket(declared, built)
            case Consumer():
                subscribe(declared, built, self.names, self._dead_letters.arn)
            case Job():
                run_by_the_clock(declared, built, self._dead_letters.arn)
            case QueueConsumer():
                feed_from_queue(declared, built, self.config, self.names)
            case TableConsumer():
                for table in declared.tables:
                    stream = self._stream_arn(table)
                    feed_from_stream(declared, built, table, stream, self._dead_letters.arn)
            case _:
                raise TypeError(f"{declared.handler}: no trigger for a {type(declared).__name__}")

    @cached_property
    def _dead_letters(self) -> DeadLetters:
        return DeadLetters(self, self.service.name, self.config, self.names)

    def _table(self) -> str:
        name = self.service.name
        table = service_table(self, self.names.of(name), self.config)
        if name in self.catalog.streamed:
            self.values.publish({f"{name}/stream-arn": table.attr_stream_arn})
        return table.attr_stream_arn

    def _stream_arn(self, table: str) -> str:
        if table == self.service.name:
            assert self.stream_arn is not None
            return self.stream_arn
        return self.values[f"{table}/stream-arn"]

    def _secret(self, name: str) -> None:
        secret = secrets.CfnSecret(
            self,
            f"Secret-{name.replace('/', '-')}",
            name=f"{self.config.stage}/{name}",
            generate_secret_string=secrets.CfnSecret.GenerateSecretStringProperty(
                password_length=64, exclude_punctuation=True
            ),
        )
        secret.apply_removal_policy(self.config.data_policy)
        acknowledge(secret, SECRET)

    def _log_group(self) -> logs.CfnLogGroup:
        return logs.CfnLogGroup(
            self,
            "Log",
            log_group_name=self.names.log_group(self.service.name),
            retention_in_days=self.config.log_days,
        )

    def _surroundings(self, log_group: str) -> Surroundings:
        archives = {"dependencies": dependency_layer(self.config), "commons": commons_layer()}
        layers = [self._layer(name, archive) for name, archive in archives.items()]
        digest = " ".join(archive.digest for archive in archives.values())
        return Surroundings(self.config, self.names, self.values, layers, digest, log_group)

    def _layer(self, name: str, archive: Archive) -> str:
        """Each stack has its own version of the same asset: nobody could replace a shared one."""
        asset = self._asset(f"Asset-{name}", archive)
        return lambda_.CfnLayerVersion(
            self,
            f"Layer-{name}",
            layer_name=f"{self.names.stack(self.service.name, self.part)}-{name}",
            content=lambda_.CfnLayerVersion.ContentProperty(
                s3_bucket=asset.s3_bucket_name, s3_key=asset.s3_object_key
            ),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[self.config.architecture],
        ).ref

    def _code(self, declared: Declaration) -> assets.Asset:
        """One asset for the service, and one for each other set of bundled files."""
        bundles = declared.bundles
        if bundles not in self._codes:
            generated = {name: self._bundle(name) for name in bundles}
            archive = service_code(self.catalog.folder, self.service.name, generated)
            self._codes[bundles] = self._asset("-".join(("Code", *bundles)), archive)
        return self._codes[bundles]

    def _bundle(self, name: str) -> str:
        if name not in FILES:
            raise TypeError(f"nothing generates {name}")
        return FILES[name](self.catalog, self.config.version)

    def _asset(self, name: str, archive: Archive) -> assets.Asset:
        return assets.Asset(self, name, path=str(archive.path), asset_hash=archive.digest)
