"""PUT /users/me/presence"""

from commons import access
from commons.http import endpoint
from commons.published import ACCESS
from commons.web import Caller

from .. import presence
from ..models import Presence, Window
from ..schemas import PresenceIn, PresenceOut


@endpoint(
    "PUT /users/me/presence",
    reads=(Presence,),
    writes=(Presence, Window),
    uses=(ACCESS,),
    posts=True,
)
async def set_presence(body: PresenceIn, caller: Caller) -> PresenceOut:
    """Say how one is: `idle` of this device, the rest of all; what is left out is taken back."""
    before, after = presence.choose(caller.user_id, caller.session_id, body)
    presence.tell(caller.user_id, before, after, access.communities_of(caller.user_id))
    return PresenceOut(status=body.status, custom_status=body.custom_status)
