"""WebSocket frames are handled as on AWS: side by side, by the central dispatcher, within limits.

Upstream (services/apigateway.py) takes a worker through `get_or_create_worker`, which gives the
lease back before the call: all frames of all sockets queue on one environment, and nothing they
print reaches the logs. It handles the frames of one socket one after the other, which hides races
AWS has; it sends a function's result to the client even when the route has no route response; and
it posts messages of any size.
"""

import asyncio
import json
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc

LARGEST_POST = 128 * 1024
_under_way: set["asyncio.Task[None]"] = set()


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


def get_or_create_worker(
    _func_name: str, config: dict[str, Any], code_zip: bytes, qualifier: str = "$LATEST"
) -> Dispatched:
    """In the place of upstream's function of this name."""
    return Dispatched(config, code_zip)


async def reply(connection_id: str, body: Any) -> None:
    """Send a route's answer to its client, when there is one and the socket is still open."""
    connection = apigateway._ws_connections.get(connection_id)
    if body and connection:
        text = body if isinstance(body, str) else json.dumps(body)
        await connection["outbox"].put(text)


def has_response(api_id: str, route: dict[str, Any]) -> bool:
    """Whether a route's answer goes back to the client."""
    return bool(apigateway._route_responses.get(api_id, {}).get(route.get("routeId")))


def apply() -> None:
    """Replace the worker's lease, the serial handling, and the unlimited post."""
    upstream, connections_api = apigateway._invoke_ws_lambda, apigateway.handle_connections_api

    async def invoke_ws_lambda(
        api_id: str, account: str, region: str, route: dict[str, Any], stage: str,
        connection_id: str, event_type: str, *rest: Any, **options: Any,
    ) -> dict[str, Any] | None:  # fmt: skip
        call = upstream(
            api_id, account, region, route, stage, connection_id, event_type, *rest, **options
        )
        if event_type != "MESSAGE":
            return await call  # type: ignore[no-any-return]

        async def answer() -> None:
            response = await call
            if response and has_response(api_id, route):
                await reply(connection_id, response.get("body"))

        task = asyncio.create_task(answer())
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)
        return None  # the loop that reads the socket goes on at once

    async def handle_connections_api(
        method: str, api_id: str, stage: str, connection_id: str, body: bytes, headers: Any
    ) -> Any:
        if method == "POST" and len(body) > LARGEST_POST:
            error = {"x-amzn-ErrorType": "PayloadTooLargeException"}
            return 413, error, b'{"message": "Message too long"}'
        return await connections_api(method, api_id, stage, connection_id, body, headers)

    lambda_runtime.get_or_create_worker = get_or_create_worker
    apigateway._invoke_ws_lambda = invoke_ws_lambda
    apigateway.handle_connections_api = handle_connections_api
