"""What FastAPI calls while it serves a request, doing nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

TelemetryConfig = dict[str, Any]
TelemetryData = None
_NO_OPERATION = nullcontext()


def get_telemetry_data(context: object = None) -> None:
    """There is none."""


def _operation(*, name: str, function: object = None) -> nullcontext[None]:
    return _NO_OPERATION


def _route_selected(*, scope: object, path: str | None, mount: bool = False) -> None:
    pass


def _run_sync_endpoint(*, function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    return function(**arguments)


def _validation_failed(error: Exception) -> None:
    pass
