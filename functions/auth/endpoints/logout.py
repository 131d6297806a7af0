"""POST /auth/logout"""

from commons.contracts.auth import SessionRevoked
from commons.http import endpoint
from commons.web import Caller

from .. import revocation
from ..models import Device, Family, Session


@endpoint(
    "POST /auth/logout", status=204, writes=(Session, Family, Device), emits=(SessionRevoked,)
)
async def logout(caller: Caller) -> None:
    """End the session of this access token."""
    revocation.end(caller.user_id, caller.session_id)
