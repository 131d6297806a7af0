"""PUT /channels/{channel_id}/messages/{message_id}/poll/votes"""

from commons.errors import ValidationFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import voting
from ..ballots import Ballot
from ..errors import PollClosed
from ..poll_schemas import Poll, Votes


@endpoint(
    "PUT /channels/{channel_id}/messages/{message_id}/poll/votes",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.ADD_REACTIONS,
    problems=(PollClosed, ValidationFailed),
    purges=(Ballot,),
    uses=(stream_writer("messages"),),
    appends=("POLL_VOTE",),
    queues=(PUMP_QUEUE,),
)
async def vote_in_poll(channel_id: str, message_id: str, body: Votes, standing: Standing) -> Poll:
    """Choose answers of a poll instead of those chosen before; none takes the vote back."""
    return voting.vote(standing, message_id, body.answers)
