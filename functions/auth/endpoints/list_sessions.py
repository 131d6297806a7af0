"""GET /auth/sessions"""

from commons.http import endpoint
from commons.web import Caller

from ..models import Device
from ..schemas import SessionOut, Sessions


@endpoint("GET /auth/sessions", reads=(Device,))
async def list_sessions(caller: Caller) -> Sessions:
    """The caller's sessions, oldest first."""
    devices = Device.list(caller.user_id)
    return Sessions(data=[SessionOut.of(device, caller.session_id) for device in devices])
