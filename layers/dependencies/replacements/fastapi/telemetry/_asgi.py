"""What FastAPI builds its applications with, doing nothing."""

from typing import Any


class ExceptionTelemetryMiddleware:
    """Would observe exceptions; ``Middleware`` gives back the application it would wrap."""

    def __new__(cls, app: Any) -> Any:
        return app


class NativeTelemetry:
    """Off."""

    def __init__(self, config: object) -> None:
        pass

    def enabled(self) -> bool:
        """Never."""
        return False


def _legacy_otel(app: object) -> bool:
    return False
