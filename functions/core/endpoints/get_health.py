"""Whether the API answers."""

from commons.http import Access, endpoint
from commons.settings import settings

from ..schemas import Health


@endpoint("GET /health", access=Access.ANONYMOUS)
async def get_health() -> Health:
    """Whether the API answers, and which version of it."""
    return Health(status="ok", version=settings().version, stage=settings().stage)
