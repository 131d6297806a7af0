"""DELETE /users/me/relationships/{user_id}"""

from commons.contracts.users import RelationshipChanged
from commons.http import endpoint
from commons.web import Caller

from .. import relating
from ..errors import Oneself
from ..models import Relation, Relations


@endpoint(
    "DELETE /users/me/relationships/{user_id}",
    status=204,
    problems=(Oneself,),
    reads=(Relation,),
    writes=(Relation, Relations),
    emits=(RelationshipChanged,),
)
async def end_relationship(user_id: str, caller: Caller) -> None:
    """Unfriend, withdraw or turn down a request, or unblock; again changes nothing."""
    relating.end(caller.user_id, user_id)
