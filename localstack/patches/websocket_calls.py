"""WebSocket routes call their function like every other source does.

Upstream (services/apigateway.py, `_invoke_ws_lambda`) takes a worker through
`get_or_create_worker`, which gives the lease back before the call: all frames of all sockets queue
on one environment, and nothing they print reaches the logs. It also sends a function's result to
the client when the route has no route response, which AWS does not.
"""

from typing import Any

from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc


class Dispatched:
    """Stands where upstream expects a worker; calls through the central dispatcher."""

    def __init__(self, config: dict[str, Any], code_zip: bytes) -> None:
        self.record = {"config": config, "code_zip": code_zip}

    def invoke(self, event: Any, _request_id: str) -> dict[str, Any]:
        """Run one invocation; answers in the worker's own words."""
        result = lambda_svc._execute_function_with_config_scope(self.record, event)
        if result.get("error") or result.get("throttle"):
            return {"status": "error", "error": "Internal server error"}
        return {"status": "ok", "result": result.get("body")}


def apply() -> None:
    """Route calls through the dispatcher; answer the client only by a route response."""

    def get_or_create_worker(
        _func_name: str, config: dict[str, Any], code_zip: bytes, qualifier: str = "$LATEST"
    ) -> Dispatched:
        return Dispatched(config, code_zip)

    lambda_runtime.get_or_create_worker = get_or_create_worker
    upstream = apigateway._invoke_ws_lambda

    async def invoke_ws_lambda(
        api_id: str,
        account_id: str,
        region: str,
        route: dict[str, Any],
        stage: str,
        connection_id: str,
        event_type: str,
        *rest: Any,
        **options: Any,
    ) -> dict[str, Any] | None:
        answer: dict[str, Any] | None = await upstream(
            api_id, account_id, region, route, stage, connection_id, event_type, *rest, **options
        )
        if event_type != "MESSAGE" or apigateway._route_responses.get(api_id, {}).get(
            route.get("routeId")
        ):
            return answer
        return None

    apigateway._invoke_ws_lambda = invoke_ws_lambda
