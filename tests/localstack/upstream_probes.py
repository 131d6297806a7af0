"""Run inside the emulator's environment, unpatched: does upstream still need each patch?

`python upstream_probes.py <patch>` ends with 0 while the patch is needed and with 1, and a
sentence, when upstream has mended what it mends. One function per patch, of the patch's name.
"""

import asyncio
import inspect
import io
import json
import string
import sys
import zipfile
from typing import Any

from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import (
    apigateway,
    eventbridge,
    lambda_svc,
    scheduler,
)
from ministack.services.cloudformation import provisioners

CONFIG = {
    "FunctionName": "probe",
    "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:probe",
    "Runtime": "python3.13",
    "Handler": "probe.handler",
    "Timeout": 10,
}
ORIGIN = "https://app.example"


def archive(source: str) -> bytes:
    """A function's code as Lambda takes it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as bundle:
        bundle.writestr("probe.py", source)
    return data.getvalue()


def workers() -> bool:
    """A function can import the emulator itself."""
    code = archive("def handler(event, context):\n    import ministack\n    return 'seen'\n")
    worker = lambda_runtime.Worker("probe", CONFIG, code)
    answer = worker.invoke({}, "request")
    worker.kill()
    return bool(answer.get("result") == "seen")


def worker_limit() -> bool:
    """Nothing bounds the number of environments of one function."""
    taken = [lambda_runtime.acquire_worker("probe", CONFIG, b"") for _ in range(12)]
    return all(how == "spawn" for _worker, how in taken)


def websocket_calls() -> bool:
    """A WebSocket call gives its lease back before it runs."""
    return not lambda_runtime.get_or_create_worker("probe", CONFIG, b"").in_use


def function_errors() -> bool:
    """A failed function's text reaches the HTTP client."""
    failed = {"error": True, "body": {"errorMessage": "private"}}
    response, _ = lambda_svc.lambda_execute_result_to_api_proxy_response(failed)
    return "private" in json.dumps(response)


def http_events() -> bool:
    """An event lacks the cookies."""
    seen: list[Any] = []

    async def capture(_call: Any, _record: Any, event: Any, **_options: Any) -> Any:
        seen.append(event)
        return {"body": {"statusCode": 200}}

    apigateway.run_reentrant = capture
    lambda_svc._get_func_record_for_ref_in_scope = lambda *_, **__: ({}, CONFIG, "probe")
    call = apigateway._invoke_lambda_proxy(
        {"integrationUri": "probe"}, "api", "$default", "/", "GET", {"cookie": "a=1"}, b"", {}
    )
    asyncio.run(call)
    return "cookies" not in seen[0]


def cors() -> bool:
    """CORS settings from a template have no effect."""
    props = {"ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": [ORIGIN]}}
    api_id, _ = provisioners._apigw_v2_api_create("Api", props, "stack")
    settings = apigateway._apis.get(api_id)["corsConfiguration"]
    return not apigateway._cors_response_headers(settings, ORIGIN)


def cloudformation_types() -> bool:
    """Every type we register is still refused; one that is not should leave our list."""
    from localstack.patches.cloudformation_types import INERT

    known = [name for name in INERT if name in provisioners._RESOURCE_HANDLERS]
    print("known upstream by now:", known)
    route_response = "AWS::ApiGatewayV2::RouteResponse" in provisioners._RESOURCE_HANDLERS
    return not known and not route_response


def secrets() -> bool:
    """`Ref` of a secret is its name, and generated values ignore their rules."""
    physical_id, _ = provisioners._sm_secret_create("Secret", {"Name": "probe"}, "stack")
    rules = {"GenerateSecretString": {"PasswordLength": 300, "ExcludePunctuation": True}}
    punctuation = set(string.punctuation) & set(provisioners._sm_secret_string(rules))
    return physical_id == "probe" and bool(punctuation)


def async_retries() -> bool:
    """EventBridge does not use the loop that retries."""
    retried: list[Any] = []
    lambda_svc._get_func_record_for_ref = lambda _arn: ({}, CONFIG, "probe")
    lambda_svc._execute_function_with_config_scope = lambda *_: {}
    lambda_svc.invoke_async_with_retry = lambda *call: retried.append(call)
    eventbridge._dispatch_to_lambda(CONFIG["FunctionArn"], "{}")
    return not retried


def archives() -> bool:
    """A template cannot ask for an archive, or a replay reaches rules that it does not name."""
    if "AWS::Events::Archive" not in provisioners._RESOURCE_HANDLERS:
        return True
    return "FilterArns" not in inspect.getsource(eventbridge)


def table_streams() -> bool:
    """A partial batch answer of a stream's function is not looked at."""
    return "batchItemFailures" not in inspect.getsource(lambda_svc._poll_dynamodb_streams)


def fifo_groups() -> bool:
    """One batch at a time over all groups of a FIFO queue."""
    return bool(lambda_svc._sqs_esm_concurrency({}, {}, {}, {"is_fifo": True}) == 1)


def schedules() -> bool:
    """Schedules are looked at every ten seconds."""
    intervals = (eventbridge._SCHEDULER_TICK_INTERVAL, scheduler._SCHEDULE_TICK_INTERVAL)
    return bool(min(intervals) > 1)


def function_permissions() -> bool:
    """Enforced policies do not see the partition a request names."""
    request = {"TableName": "t", "Key": {"pk": {"S": "A#1"}}}
    context = iam_actions.dynamodb_service_context(json.dumps(request).encode())
    return "dynamodb:LeadingKeys" not in context


def schedule_permissions() -> bool:
    """A schedule's group is not seen by policies."""
    body = json.dumps({"GroupName": "own"}).encode()
    found = iam_actions.extract_resource_arn(
        "scheduler", "POST", "/schedules/once", {}, body, {}, "us-east-1", "000000000000"
    )
    return ":schedule/own/" not in str(found)


def transport() -> bool:
    """A policy that demands TLS refuses a request of the loopback."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account = "000000000000"
    caller = iam_evaluator.EvalContext(
        f"arn:aws:iam::{account}:root", "Root", account, "sqs:SendMessage", "*", "us-east-1"
    )
    return not iam_evaluator.resource_policy_allows(policy, caller, True)


if __name__ == "__main__":
    needed = globals()[sys.argv[1]]()
    print("still needed" if needed else "upstream has mended this")
    sys.exit(0 if needed else 1)
