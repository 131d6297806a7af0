"""DELETE /dms/{channel_id}/recipients/{user_id}"""

from commons.contracts.messages import ConversationChanged
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import grouping
from ..dms import Direct, Person, Seat
from ..errors import NotAbove
from ..models import Gone


@endpoint(
    "DELETE /dms/{channel_id}/recipients/{user_id}",
    permission=Permission.VIEW | Permission.MANAGE_CHANNELS,
    unless_self="user_id",
    status=204,
    problems=(NotAbove,),
    reads=(Direct, Person),
    writes=(Direct, Person, Seat, Gone),
    uses=(stream_writer("messages"),),
    emits=(ConversationChanged,),
    appends=("DM_UPDATE",),
    queues=(PUMP_QUEUE,),
)
async def remove_recipient(channel_id: str, user_id: str, standing: Standing) -> None:
    """Take somebody out of a group that one runs, or leave it oneself."""
    grouping.remove(standing, standing.user_id if user_id == "me" else user_id)
