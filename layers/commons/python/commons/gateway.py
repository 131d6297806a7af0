"""Post frames to WebSocket connections and close them, through API Gateway's @connections API."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commons.aws import client, error_code
from commons.invocation import count
from commons.resources import encode
from commons.settings import settings

WORKERS = 16


def post(connection_id: str, frame: str) -> bool:
    """Send one text frame. False when the connection is gone, or had to be closed.

    A reader that cannot be reached in the tries of ``commons.aws`` is closed: it resumes from its
    own cursor, and never holds up the others.
    """
    try:
        _connections().post_to_connection(ConnectionId=connection_id, Data=frame.encode())
        return True
    except ClientError as error:
        if error_code(error) == "GoneException":
            return False
    except BotoCoreError:
        pass
    count("PostFailed")
    close(connection_id)
    return False


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
    return client("apigatewaymanagementapi", settings().ws_callback_url)
