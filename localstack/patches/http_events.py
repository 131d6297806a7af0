"""HTTP APIs hand on cookies and the client's address, and refuse bodies over 10 MB, as on AWS.

Upstream (services/apigateway.py, `_invoke_lambda_proxy`) sends no `cookies` list, no
`x-forwarded-*` headers, 127.0.0.1 as the address of every client, and bodies of any size. For tests
that need clients at different addresses, the header `x-emulated-source-ip` names one; it is never
passed on.
"""

from typing import Any

from ministack.services import apigateway

LARGEST_BODY = 10 * 1024 * 1024
SOURCE_IP_HEADER = "x-emulated-source-ip"


def completed(event: Any) -> Any:
    """The event with what AWS adds to it; anything but a payload 2.0 event is left alone."""
    if not isinstance(event, dict) or event.get("version") != "2.0":
        return event
    headers = dict(event["headers"])
    http = event["requestContext"]["http"]
    http["sourceIp"] = headers.pop(SOURCE_IP_HEADER, http["sourceIp"])
    forwarded = headers.get("x-forwarded-for")
    headers["x-forwarded-for"] = (
        f"{forwarded}, {http['sourceIp']}" if forwarded else http["sourceIp"]
    )
    headers.setdefault("x-forwarded-proto", "http")
    if cookie := headers.pop("cookie", None):
        event["cookies"] = [part.strip() for part in cookie.split(";") if part.strip()]
    event["headers"] = headers
    return event


def apply() -> None:
    """Complete each event on its way to the function; refuse what is too large before that."""
    upstream, proxy = apigateway.run_reentrant, apigateway._invoke_lambda_proxy

    async def run_reentrant(call: Any, *args: Any, **options: Any) -> Any:
        if options.get("thread_name") == "ministack-apigw-invoke":
            record, event = args
            args = (record, completed(event))
        return await upstream(call, *args, **options)

    async def invoke_lambda_proxy(
        integration: Any, api_id: str, stage: str, path: str, method: str, headers: Any,
        body: bytes | None, *rest: Any, **options: Any,
    ) -> Any:  # fmt: skip
        if body and len(body) > LARGEST_BODY:
            kind = {"Content-Type": "application/json"}
            return 413, kind, b'{"message":"Request Entity Too Large"}'
        return await proxy(
            integration, api_id, stage, path, method, headers, body, *rest, **options
        )

    apigateway.run_reentrant = run_reentrant
    apigateway._invoke_lambda_proxy = invoke_lambda_proxy
