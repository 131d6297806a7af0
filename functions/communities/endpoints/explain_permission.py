"""POST /permissions/explain"""

from commons.errors import MissingPermission, NotFound
from commons.http import endpoint
from commons.published import ACCESS, THREADS
from commons.transactions import transaction
from commons.web import Caller

from .. import explaining
from ..models.roles import Role
from ..schemas.explained import Explanation, Question


@endpoint(
    "POST /permissions/explain",
    problems=(MissingPermission, NotFound),
    reads=(Role,),
    uses=(ACCESS, THREADS),
)
async def explain_permission(body: Question, caller: Caller) -> Explanation:
    """May somebody do something somewhere, and why; or could whoever holds some roles."""
    found = explaining.situation(caller.user_id, body)
    steps = found.walk()
    names = explaining.names_of(found.community, steps)
    with transaction() as tx:
        return tx.answer(Explanation.of(steps, body.permission, names))
