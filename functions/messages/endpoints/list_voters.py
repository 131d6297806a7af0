"""GET /channels/{channel_id}/messages/{message_id}/poll/votes"""

from typing import Annotated

from fastapi import Query

from commons.cursors import CursorText, Limit, Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import voting
from ..ballots import Ballot
from ..errors import SecretBallot
from ..models import StreamRow
from ..poll_schemas import MAX_ANSWERS, Voter


@endpoint(
    "GET /channels/{channel_id}/messages/{message_id}/poll/votes",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    pages=True,
    problems=(SecretBallot,),
    reads=(StreamRow, Ballot),
)
async def list_voters(
    channel_id: str,
    message_id: str,
    standing: Standing,
    answer: Annotated[int | None, Query(ge=1, le=MAX_ANSWERS)] = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[Voter]:
    """Who voted what in a poll that is not anonymous, in the order they joined the platform."""
    return voting.voters(standing, message_id, answer, limit=limit, cursor=cursor)
