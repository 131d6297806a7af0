"""POST /dms"""

from commons.contracts.messages import ConversationChanged
from commons.http import endpoint
from commons.published import ACCESS, ACCOUNTS, stream_reader
from commons.web import Caller

from .. import conversing, grouping
from ..dm_schemas import DirectOut, NewDirect
from ..dms import Direct, Pair, Person, Seat, Tie
from ..errors import CannotMessage, Oneself
from ..models import Gone
from ..people import check_people


@endpoint(
    "POST /dms",
    status=201,
    problems=(CannotMessage, Oneself),
    reads=(Direct, Pair, Person, Seat, Tie),
    writes=(Direct, Pair, Person, Seat, Gone),
    checks=(Tie,),
    uses=(ACCESS, ACCOUNTS, stream_reader("messages")),
    emits=(ConversationChanged,),
)
async def open_dm(body: NewDirect, caller: Caller) -> DirectOut:
    """The DM with somebody, always the same one; or a new group. A stranger gets a request."""
    check_people(caller.user_id, body.user_ids)
    if len(body.user_ids) == 1:
        return conversing.between(caller.user_id, body.user_ids[0])
    return grouping.make(caller.user_id, body.user_ids, body.name)
