"""GET /health"""

from commons.settings import settings
from commons.testing import call
from functions.core.endpoints.get_health import get_health


def test_anybody_learns_that_it_is_up_and_which_version() -> None:
    reply = call(get_health, "/health")
    here = {"version": settings().version, "stage": settings().stage}
    assert (reply.status, reply.body) == (200, {"status": "ok"} | here)
    assert reply.headers["cache-control"] == "no-store"
