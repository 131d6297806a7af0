"""GET /permissions"""

from commons.cursors import Page
from commons.http import Access, endpoint

from ..permissions import published
from ..schemas import PermissionOut


@endpoint("GET /permissions", access=Access.ANONYMOUS)
async def list_permissions() -> Page[PermissionOut]:
    """Every permission: its name, its bit, and what it lets one do."""
    return Page(data=published())
