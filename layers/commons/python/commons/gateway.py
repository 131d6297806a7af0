"""Post frames to WebSocket connections and close them, through API Gateway's @connections API."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commons.aws import CONNECTIONS, client, error_code
from commons.closing import Closing, TooSlow
from commons.invocation import count
from commons.settings import settings
from commons.wire import encode

#: As many as the client holds connections: that many slow readers cost the time of one.
WORKERS = 32


def post(connection_id: str, frame: str) -> bool:
    """Send one text frame. False when the connection is gone, or had to be closed.

    A reader that cannot be reached in the tries of ``commons.aws`` is told that it is too slow, if
    it still hears, and closed: it resumes from its own cursor, and never holds up the others.
    """
    outcome = _posted(connection_id, frame)
    if outcome is Posted.REFUSED:
        count("PostFailed")
        end_socket(connection_id, TooSlow())
    return outcome is Posted.TAKEN


class Posted(Enum):
    """What became of a frame."""

    TAKEN = auto()
    GONE = auto()
    REFUSED = auto()


def _posted(connection_id: str, frame: str) -> Posted:
    try:
        _connections().post_to_connection(ConnectionId=connection_id, Data=frame.encode())
    except ClientError as error:
        return Posted.GONE if error_code(error) == "GoneException" else Posted.REFUSED
    except BotoCoreError:
        return Posted.REFUSED
    return Posted.TAKEN


def end_socket(
    connection_id: str, problem: Closing, id_: object = None, request_id: str = ""
) -> None:
    """Tell a socket why, then close it."""
    told = problem.body(request_id=request_id, instance="/gateway")
    told |= {"close_code": problem.close_code, "reconnect": problem.reconnect}
    _posted(connection_id, frame("error", told, id_))
    close(connection_id)


def post_all(connection_ids: list[str], frame: str) -> list[str]:
    """Send one frame to many; the connections that are gone."""
    return post_each([(one, frame) for one in connection_ids])


def post_each(frames: Sequence[tuple[str, str]]) -> list[str]:
    """Send each connection its frame; the connections that are gone."""
    if len(frames) < 2:
        return [one for one, frame in frames if not post(one, frame)]
    with ThreadPoolExecutor(min(WORKERS, len(frames))) as pool:
        alive = list(pool.map(lambda sent: post(*sent), frames))
    return [one for (one, _), ok in zip(frames, alive, strict=True) if not ok]


def offer_all(connection_ids: Sequence[str], frame: str) -> None:
    """Send many what they can do without: nobody is closed for not taking it."""
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda one: _posted(one, frame), connection_ids))


def close(connection_id: str) -> None:
    """Close a connection; one that is gone already is as good."""
    try:
        _connections().delete_connection(ConnectionId=connection_id)
    except (ClientError, BotoCoreError) as error:
        if error_code(error) != "GoneException":
            count("CloseFailed")


def frame(op: str, d: object, id_: object = None) -> str:
    """``{op, id?, d}``; the id of the frame it answers comes back."""
    made = {"op": op, "d": d} if id_ is None else {"op": op, "id": id_, "d": d}
    return encode(made)


def _connections() -> Any:
    return client(CONNECTIONS, settings().ws_callback_url)
