"""POST /channels/{channel_id}/messages"""

from typing import Annotated

from fastapi import Header, Response

from commons.contracts.messages import DeadlineSet, MembersMentioned
from commons.errors import ValidationFailed
from commons.http import Bucket, endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import sending, showing
from ..dms import Direct
from ..errors import CannotForward, LimitReached, NoMessagesHere, OnlyText, SlowMode
from ..schemas import Message, NewMessage, Nonce
from ..thread_rows import TakesPart, Thread


@endpoint(
    "POST /channels/{channel_id}/messages",
    permission=Permission.SEND_MESSAGES,
    status=201,
    problems=(NoMessagesHere, OnlyText, SlowMode, LimitReached, CannotForward),
    limit=Bucket.SEND,
    keeps_key=True,
    reads=(Direct,),
    writes=(Direct, Thread, TakesPart),
    uses=(stream_writer("messages"),),
    emits=(DeadlineSet, MembersMentioned),
    appends=("MESSAGE_CREATE", "THREAD_UPDATE"),
    queues=(PUMP_QUEUE,),
)
async def send_message(
    channel_id: str,
    body: NewMessage,
    standing: Standing,
    response: Response,
    idempotency_key: Annotated[Nonce | None, Header()] = None,
) -> Message:
    """Send a message. With a nonce, or the Idempotency-Key that equals it, exactly once."""
    entry, repeated = sending.send(standing, _keyed(body, idempotency_key))
    if repeated:
        response.headers["idempotency-replayed"] = "true"
    return showing.message(standing, entry)


def _keyed(body: NewMessage, key: str | None) -> NewMessage:
    if key is None or body.nonce == key:
        return body
    if body.nonce is not None:
        detail = "The nonce and the Idempotency-Key differ."
        raise ValidationFailed(({"pointer": "/nonce", "code": "differs", "detail": detail},))
    return body.model_copy(update={"nonce": key})
