"""EventBridge calls a function as AWS does: asynchronously, with retries and a destination.

Upstream (services/eventbridge.py, `_dispatch_to_lambda`) calls once and forgets, so a failing
consumer loses its event and neither retry settings nor an on-failure queue can be tested. The
emulator has the right loop already (`invoke_async_with_retry`); S3 and Invoke(Event) use it.
"""

import json
from typing import Any

from ministack.services import eventbridge, lambda_svc


def apply() -> None:
    """Send EventBridge's events to functions through the retrying loop."""

    def dispatch_to_lambda(arn: str, payload: str) -> None:
        try:
            event: Any = json.loads(payload)
        except ValueError:
            event = {"body": payload}
        func, config, name = lambda_svc._get_func_record_for_ref(arn)
        if not func or not config:
            eventbridge.logger.warning("EventBridge: function %s not found", name)
            return
        record = lambda_svc._execution_record_for_config(func, config)
        lambda_svc.invoke_async_with_retry(record, event)

    eventbridge._dispatch_to_lambda = dispatch_to_lambda
