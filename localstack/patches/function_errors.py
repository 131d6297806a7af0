"""A function's failure looks as on AWS: its exception's type to the caller, nothing to a client.

Upstream (services/lambda_svc.py) reports every Python exception as `Runtime.HandlerError`, so
nothing can be retried or caught by type, and an HTTP API answers 502 with the exception's text.
AWS reports the type, and an HTTP API answers 500 `{"message": "Internal Server Error"}`.
"""

import json
import threading
from typing import Any

from ministack.services import lambda_svc

_last = threading.local()


def apply() -> None:
    """Carry the type from the worker to the result, and keep the text from HTTP clients."""
    from localstack.patches.workers import PythonWorker

    invoke, execute = PythonWorker.invoke, lambda_svc._execute_function_warm

    def remember(self: Any, *args: Any, **options: Any) -> dict[str, Any]:
        _last.answer = answer = invoke(self, *args, **options)
        return answer

    def execute_function_warm(func: Any, event: Any, request_id: str) -> dict[str, Any]:
        _last.answer = None
        result: dict[str, Any] = execute(func, event, request_id)
        answer, body = _last.answer, result.get("body")
        if result.get("error") and answer and isinstance(body, dict):
            body["errorType"] = answer.get("error_type", body.get("errorType"))
            body["stackTrace"] = str(answer.get("trace", "")).splitlines()
        return result

    convert = lambda_svc.lambda_execute_result_to_api_proxy_response

    def to_proxy_response(result: dict[str, Any]) -> tuple[dict[str, Any] | None, str | None]:
        if not result.get("error"):
            return convert(result)  # type: ignore[no-any-return]
        return {
            "statusCode": 500,
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"message": "Internal Server Error"}),
        }, None

    PythonWorker.invoke = remember  # type: ignore[method-assign]
    lambda_svc._execute_function_warm = execute_function_warm
    lambda_svc.lambda_execute_result_to_api_proxy_response = to_proxy_response
