"""What all services share: two HTTP APIs, the WebSocket API, the bus, one invoke role.

It names no service. Services plug in by the ids published here (``stacks.names.Values``).
"""

from __future__ import annotations

import json

from aws_cdk import Aws, CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_apigateway as apigw_v1
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from commons.declare import Api
from stacks import watches
from stacks.acknowledgements import GATEWAY_LOG_ROLE, acknowledge
from stacks.catalog import CORE, Catalog, Service
from stacks.config import CANARY, Config
from stacks.constructs.alarms import add_alarms
from stacks.constructs.function import role
from stacks.constructs.rollout import ALIAS, shared_parts
from stacks.constructs.service import ServiceParts
from stacks.names import Names, Values
from stacks.permissions import allow

ARCHIVE_DAYS = 14
PREFLIGHT_S = 24 * 3600
#: Requests per second and burst of each API, out of the account's 10,000 and 5,000 that all APIs
#: and the posts to sockets share: no one API can starve the others.
THROTTLE = {Api.CLIENT: (5000, 2500), Api.PLATFORM: (500, 500)}
SOCKET_THROTTLE = (3000, 1500)
#: No path and no query string: they hold ids, invite codes and tickets. No address either.
ACCESS_LOG = {
    "request_id": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "route": "$context.routeKey",
    "status": "$context.status",
    "ms": "$context.responseLatency",
    "integration_error": "$context.integrationErrorMessage",
}
SOCKET_LOG = {
    "request_id": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "route": "$context.routeKey",
    "event": "$context.eventType",
    "status": "$context.status",
    "ms": "$context.integrationLatency",
    "integration_error": "$context.integrationErrorMessage",
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
REQUEST_HEADERS = [
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-audit-reason",
]
ANSWER_HEADERS = [
    "etag",
    "idempotency-replayed",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "x-request-id",
]


class CoreStack(Stack):
    """``<stage>-core``: what is shared, and the functions of the service ``core``."""

    def __init__(self, scope: Construct, catalog: Catalog, config: Config) -> None:
        self.names, self.config = Names(config.stage), config
        super().__init__(
            scope,
            self.names.of(CORE),
            description=f"Creavio {config.stage}: APIs and event bus",
            termination_protection=config.keeps_data,
        )
        self.access_log = logs.CfnLogGroup(
            self,
            "AccessLog",
            log_group_name=self.names.log_group("access"),
            retention_in_days=config.log_days,
        )
        self._alarm_topic()
        self._bus()
        values = Values(self, self.names)
        values.publish(self._published())
        service = catalog.by_name.get(CORE, Service(CORE, ()))
        ServiceParts(self, service, catalog, config, values)

    def _alarm_topic(self) -> None:
        """Alarms of this account publish to it, over TLS; people subscribe to it."""
        topic = sns.CfnTopic(self, "Alarms", topic_name=self.names.of("alarms"))
        publish = {"Action": "sns:Publish", "Resource": topic.ref}
        from_alarms = {
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        }
        without_tls = {
            "Effect": "Deny",
            "Principal": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        sns.CfnTopicPolicy(
            self,
            "AlarmsPolicy",
            topics=[topic.ref],
            policy_document={
                "Version": "2012-10-17",
                "Statement": [publish | from_alarms, publish | without_tls],
            },
        )

    def _published(self) -> dict[str, str]:
        """The APIs and the invoke role, by the names under which services find them."""
        http = {api: self._http_api(api) for api in (Api.CLIENT, Api.PLATFORM)}
        socket = self._socket_api()
        add_alarms(self, watches.of_core(self.names, http, socket), self.names)
        addresses = {
            "ApiUrl": self._address(self.config.api_url_format, http[Api.CLIENT]),
            "PlatformApiUrl": self._address(self.config.api_url_format, http[Api.PLATFORM]),
            "WsUrl": self._address(self.config.ws_url_format, socket),
        }
        for name, address in addresses.items():
            CfnOutput(self, name, value=address)
        return {
            "core/client-api-id": http[Api.CLIENT],
            "core/platform-api-id": http[Api.PLATFORM],
            "core/ws-api-id": socket,
            "core/api-url": addresses["ApiUrl"],
            "core/platform-api-url": addresses["PlatformApiUrl"],
            "core/ws-url": addresses["WsUrl"],
            "core/ws-callback-url": self._address(self.config.ws_callback_format, socket),
            "core/invoke-role-arn": self._invoke_role().attr_arn,
        } | ({"core/rollout-role-arn": self._rollout_role()} if self._in_steps else {})

    @property
    def _in_steps(self) -> bool:
        return self.config.rollout == CANARY

    def _rollout_role(self) -> str:
        """CodeDeploy moves the aliases of the stage's functions, and reads the alarms."""
        granted = shared_parts(self, self.names)
        return role(self, "RolloutRole", _trust("codedeploy.amazonaws.com"), granted).attr_arn

    def _address(self, form: str, api_id: str) -> str:
        return self.config.address(form, api_id, Aws.REGION)

    def _http_api(self, kind: Api) -> str:
        title = kind.capitalize()
        api = apigw.CfnApi(
            self,
            f"{title}Api",
            name=self.names.of(kind),
            protocol_type="HTTP",
            cors_configuration=self._cors(),
        )
        rate, burst = THROTTLE[kind]
        apigw.CfnStage(
            self,
            f"{title}Stage",
            api_id=api.ref,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=self._access_log(ACCESS_LOG),
            default_route_settings=apigw.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=rate, throttling_burst_limit=burst
            ),
        )
        return api.ref

    def _cors(self) -> apigw.CfnApi.CorsProperty | None:
        """Pages of the allowed origins may call; tokens travel in a header, never in cookies."""
        if not self.config.allowed_origins:
            return None
        return apigw.CfnApi.CorsProperty(
            allow_origins=list(self.config.allowed_origins),
            allow_methods=METHODS,
            allow_headers=REQUEST_HEADERS,
            expose_headers=ANSWER_HEADERS,
            max_age=PREFLIGHT_S,
        )

    def _socket_api(self) -> str:
        api = apigw.CfnApi(
            self,
            "SocketApi",
            name=self.names.of("socket"),
            protocol_type="WEBSOCKET",
            route_selection_expression="$request.body.op",
        )
        rate, burst = SOCKET_THROTTLE
        stage = apigw.CfnStage(
            self,
            "SocketStage",
            api_id=api.ref,
            stage_name=self.config.stage,
            auto_deploy=True,
            access_log_settings=self._access_log(SOCKET_LOG),
            default_route_settings=apigw.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=rate, throttling_burst_limit=burst
            ),
        )
        stage.add_resource_dependency(self._gateway_logging())
        return api.ref

    def _access_log(self, form: dict[str, str]) -> apigw.CfnStage.AccessLogSettingsProperty:
        return apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=self.access_log.attr_arn,
            format=json.dumps(form, separators=(",", ":")),
        )

    def _gateway_logging(self) -> apigw_v1.CfnAccount:
        """WebSocket APIs log by a role that is a setting of the whole account and region.

        Every stage sets it, and none takes it away from the others: both parts stay.
        """
        writer = iam.CfnRole(
            self,
            "GatewayLogRole",
            assume_role_policy_document=_trust("apigateway.amazonaws.com"),
            managed_policy_arns=[
                f"arn:{Aws.PARTITION}:iam::aws:policy/service-role/"
                "AmazonAPIGatewayPushToCloudWatchLogs"
            ],
        )
        acknowledge(writer, GATEWAY_LOG_ROLE)
        account = apigw_v1.CfnAccount(self, "GatewayLogs", cloud_watch_role_arn=writer.attr_arn)
        for part in (writer, account):
            part.apply_removal_policy(RemovalPolicy.RETAIN)
        return account

    def _bus(self) -> None:
        bus = events.CfnEventBus(self, "Bus", name=self.names.of("bus"))
        archive = events.CfnArchive(
            self,
            "Archive",
            archive_name=self.names.of("bus"),
            source_arn=bus.attr_arn,
            retention_days=ARCHIVE_DAYS,
            description="Events of the last two weeks, to replay after a consumer was mended.",
        )
        archive.apply_removal_policy(self.config.data_policy)

    def _invoke_role(self) -> iam.CfnRole:
        """One role lets the APIs call the stage's functions: no permission per route."""
        may_invoke = allow(["lambda:InvokeFunction"], [self.names.function_arns(ALIAS)])
        return role(self, "InvokeRole", _trust("apigateway.amazonaws.com"), [may_invoke])


def _trust(service: str) -> dict[str, object]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
