"""Routes of the HTTP APIs and of the WebSocket API.

Each pair of integration and route waits for the pair five before it: API Gateway refuses too many
changes of one API at the same time.
"""

from __future__ import annotations

from collections import defaultdict

from aws_cdk import Aws, CfnResource
from aws_cdk import aws_apigatewayv2 as apigw

from commons.declare import Api
from commons.http import Endpoint
from commons.sockets import SocketAction
from stacks.acknowledgements import ROUTE, acknowledge
from stacks.constructs.function import ServiceFunction
from stacks.names import Values

AT_ONCE = 5


class Routes:
    """Adds routes to the APIs of core."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._last: dict[str, list[CfnResource]] = defaultdict(list)

    def add_http(self, endpoint: Endpoint, built: ServiceFunction) -> None:
        """One route on the API that the endpoint declares, or on both."""
        every = (Api.CLIENT, Api.PLATFORM)
        for api in every if endpoint.api is Api.EVERY else (endpoint.api,):
            suffix = f"-{api}" if endpoint.api is Api.EVERY else ""
            integration = apigw.CfnIntegration(
                built,
                f"Integration{suffix}",
                api_id=self._values[f"core/{api}-api-id"],
                integration_type="AWS_PROXY",
                integration_uri=built.live_arn,
                payload_format_version="2.0",
                credentials_arn=self._values["core/invoke-role-arn"],
            )
            route = apigw.CfnRoute(
                built,
                f"Route{suffix}",
                api_id=integration.api_id,
                route_key=endpoint.route_key,
                target=f"integrations/{integration.ref}",
            )
            acknowledge(route, ROUTE)
            self._queue_up(api, integration, route)

    def add_socket(self, action: SocketAction, built: ServiceFunction) -> None:
        """One route of the WebSocket API; what the function returns is sent to the client."""
        invoke = f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}:lambda:path/2015-03-31/functions"
        integration = apigw.CfnIntegration(
            built,
            "Integration",
            api_id=self._values["core/ws-api-id"],
            integration_type="AWS_PROXY",
            integration_uri=f"{invoke}/{built.live_arn}/invocations",
            credentials_arn=self._values["core/invoke-role-arn"],
        )
        route = apigw.CfnRoute(
            built,
            "Route",
            api_id=integration.api_id,
            route_key=action.route,
            target=f"integrations/{integration.ref}",
            route_response_selection_expression="$default" if action.is_frame else None,
        )
        acknowledge(route, ROUTE)
        last: CfnResource = route
        if action.is_frame:
            last = apigw.CfnRouteResponse(
                built,
                "Answer",
                api_id=integration.api_id,
                route_id=route.ref,
                route_response_key="$default",
            )
        self._queue_up("ws", integration, last)

    def _queue_up(self, api: str, first: CfnResource, last: CfnResource) -> None:
        earlier = self._last[api]
        if len(earlier) >= AT_ONCE:
            first.add_resource_dependency(earlier[-AT_ONCE])
        earlier.append(last)
