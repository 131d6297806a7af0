"""PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}"""

from commons.errors import ValidationFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reactions import PathEmoji
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import reacting
from ..errors import LimitReached


@endpoint(
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.ADD_REACTIONS,
    status=204,
    problems=(LimitReached, ValidationFailed),
    uses=(stream_writer("messages"),),
    appends=("REACTION_ADD",),
    queues=(PUMP_QUEUE,),
)
async def add_reaction(
    channel_id: str, message_id: str, emoji: PathEmoji, standing: Standing
) -> None:
    """React to a message; doing it again changes nothing."""
    reacting.give(standing, message_id, emoji)
