"""PUT /dms/{channel_id}/recipients/{user_id}"""

from commons.contracts.messages import ConversationChanged
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import ACCESS, stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import grouping
from ..dms import Direct, Person, Seat, Tie
from ..errors import CannotMessage, LimitReached


@endpoint(
    "PUT /dms/{channel_id}/recipients/{user_id}",
    permission=Permission.VIEW | Permission.MANAGE_CHANNELS,
    status=204,
    problems=(CannotMessage, LimitReached),
    reads=(Direct, Person, Tie),
    writes=(Direct, Person, Seat),
    uses=(ACCESS, stream_writer("messages")),
    emits=(ConversationChanged,),
    appends=("DM_UPDATE",),
    queues=(PUMP_QUEUE,),
)
async def add_recipient(channel_id: str, user_id: str, standing: Standing) -> None:
    """Bring a friend, or somebody of one community with the caller, into a group; again is fine."""
    grouping.add(standing, user_id)
