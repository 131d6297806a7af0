"""Who is online where: a row for each of a socket's communities, so that all of one are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from commons.errors import NotFound

from .models import Connection, Online

if TYPE_CHECKING:
    from commons.frames import Socket


def appear(socket: Socket, community_ids: Iterable[str]) -> None:
    """List a socket in these communities too. What is to be removed is noted before it is there."""
    known = list(socket.row.get("online") or ())
    added = [one for one in dict.fromkeys(community_ids) if one not in known]
    if not added:
        return
    socket.row["online"] = [*known, *added]
    listed = [Connection.online.set(socket.row["online"])]
    Connection.of(socket.connection_id).change(listed, Connection.pk.exists(), refused=NotFound)
    for community_id in added:
        row = {"user_id": socket.user_id, "ttl": int(socket.row["ttl"])}
        Online.of(community_id, socket.connection_id, **row).save()


def vanish(connection: Connection) -> None:
    """List a socket nowhere any more."""
    for community_id in connection.online or ():
        Online.of(community_id, connection.connection_id).delete()
