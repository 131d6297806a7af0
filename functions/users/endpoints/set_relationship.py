"""PUT /users/me/relationships/{user_id}"""

from commons.contracts.users import RelationshipChanged
from commons.http import endpoint
from commons.published import ACCOUNTS
from commons.web import Caller

from .. import relating
from ..errors import LimitReached, Oneself
from ..models import Relation, Relations
from ..schemas import Relationship, RelationshipWish


@endpoint(
    "PUT /users/me/relationships/{user_id}",
    problems=(Oneself, LimitReached),
    reads=(Relation,),
    writes=(Relation, Relations),
    uses=(ACCOUNTS,),
    emits=(RelationshipChanged,),
)
async def set_relationship(user_id: str, body: RelationshipWish, caller: Caller) -> Relationship:
    """Ask somebody to be friends, accept their asking, or block them. They learn of no block."""
    return relating.wish(caller.user_id, user_id, body.type)
