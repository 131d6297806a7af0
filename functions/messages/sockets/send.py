"""op send: a message over the socket, answered by ack or nack."""

from commons.contracts.messages import DeadlineSet, MembersMentioned
from commons.errors import IdempotencyMismatch
from commons.frames import Socket
from commons.permissions import Permission
from commons.protocol import Ack
from commons.published import stream_writer
from commons.sockets import socket_action
from commons.streams.append import PUMP_QUEUE

from .. import sending
from ..dms import Direct
from ..errors import CannotForward, LimitReached, NoMessagesHere, OnlyText, SlowMode
from ..schemas import SendFrame
from ..thread_rows import TakesPart, Thread


@socket_action(
    "send",
    answers="ack",
    refuses="nack",
    permission=Permission.SEND_MESSAGES,
    problems=(NoMessagesHere, OnlyText, SlowMode, LimitReached, CannotForward, IdempotencyMismatch),
    reads=(Direct,),
    writes=(Direct, Thread, TakesPart),
    uses=(stream_writer("messages"),),
    emits=(DeadlineSet, MembersMentioned),
    appends=("MESSAGE_CREATE", "THREAD_UPDATE"),
    queues=(PUMP_QUEUE,),
)
def send(d: SendFrame, socket: Socket) -> Ack:
    """Store the message, exactly once for its nonce."""
    assert socket.standing is not None
    entry, _ = sending.send(socket.standing, d)
    return {"nonce": d.nonce, "id": entry.d["id"], "seq": entry.sq}
