"""GET /users/me"""

from commons.http import endpoint
from commons.published import ACCOUNTS
from commons.web import Caller

from .. import profiles
from ..models import Profile
from ..schemas import Me


@endpoint("GET /users/me", reads=(Profile,), uses=(ACCOUNTS,))
async def get_me(caller: Caller) -> Me:
    """The caller."""
    return Me.of(*profiles.load(caller.user_id))
