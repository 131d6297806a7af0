"""DELETE /auth/sessions/{session_id}"""

from commons.contracts.auth import SessionRevoked
from commons.http import endpoint
from commons.web import Caller

from .. import revocation
from ..models import Device, Family, Session


@endpoint(
    "DELETE /auth/sessions/{session_id}",
    status=204,
    reads=(Device,),
    writes=(Session, Family, Device),
    emits=(SessionRevoked,),
)
async def delete_session(session_id: str, caller: Caller) -> None:
    """End one of the caller's sessions."""
    device = Device.load(caller.user_id, session_id)
    revocation.end(caller.user_id, device.session_id)
