"""HTTP API events carry the cookies and the address of the client, as on AWS.

Upstream (services/apigateway.py, `_invoke_lambda_proxy`) sends no `cookies` list, no
`x-forwarded-*` headers, and 127.0.0.1 as the address of every client. For tests that need clients
at different addresses, the header `x-emulated-source-ip` names one; it is never passed on.
"""

from typing import Any

from ministack.services import apigateway

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
    """Complete each event on its way to the function."""
    upstream = apigateway.run_reentrant

    async def run_reentrant(call: Any, *args: Any, **options: Any) -> Any:
        if options.get("thread_name") == "ministack-apigw-invoke":
            record, event = args
            args = (record, completed(event))
        return await upstream(call, *args, **options)

    apigateway.run_reentrant = run_reentrant
