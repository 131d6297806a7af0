"""GET /limits"""

from commons.http import Access, endpoint

from .. import limits
from ..schemas import Limits


@endpoint("GET /limits", access=Access.ANONYMOUS, bundles=("limits.json",))
async def list_limits() -> Limits:
    """Every limit that a client can run into: rates with the routes they count, and sizes."""
    return limits.all_limits()
