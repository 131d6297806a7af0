"""GET /users/{user_id}"""

from commons.http import endpoint
from commons.published import ACCOUNTS
from commons.web import Caller

from .. import profiles
from ..models import Profile
from ..schemas import User


@endpoint("GET /users/{user_id}", reads=(Profile,), uses=(ACCOUNTS,))
async def get_user(user_id: str, caller: Caller) -> User:
    """A user."""
    return User.of(*profiles.load(user_id))
