"""The rows of a socket: added when it opens, removed when it is gone, or ended by us."""

from __future__ import annotations

from commons import gateway
from commons.closing import Closing
from commons.transactions import transaction

from . import online, presence
from .models import Connection, Focus, Online, Pending, Presence, UserSocket, Window

WRITES = (Connection, UserSocket, Pending, Focus, Online, Presence, Window)


def add(connection: Connection) -> None:
    """A socket has opened; it must identify itself within 10 seconds."""
    with transaction() as tx:
        tx.save(connection)
        tx.save(UserSocket.of(connection))
        tx.save(Pending.of(connection.connection_id))


def forget(connection_id: str) -> None:
    """A socket is gone: nothing is posted to it any more."""
    connection = Connection.find(connection_id)
    with transaction() as tx:
        tx.delete(Connection.of(connection_id))
        tx.delete(Pending.of(connection_id))
        if connection is not None:
            tx.delete(UserSocket.of(connection))
            for stream in connection.streams:
                tx.delete(Focus.of(stream, connection_id))
    if connection is not None:
        online.vanish(connection)
        presence.left(connection)


def end(connection_id: str, reason: Closing) -> None:
    """Stop posting to a socket, tell it why, and close it."""
    forget(connection_id)
    gateway.end_socket(connection_id, reason)


def end_all(
    user_id: str, reason: Closing, *, session_id: str | None = None, opened_by_ms: int | None = None
) -> None:
    """End the sockets of a user, of one of their sessions, or those that were open at a moment.

    A socket opened later knows what has changed: an event that comes late, or again, is not its
    business.
    """
    for connection_id in UserSocket.list(user_id):
        connection = Connection.find(connection_id)
        if connection is not None:
            if session_id is not None and connection.session_id != session_id:
                continue
            if opened_by_ms is not None and connection.opened_at_ms > opened_by_ms:
                continue
        end(connection_id, reason)
