"""List cursors: opaque, signed, bound to the caller and the list they were made for."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from commons.bounds import Bound
from commons.errors import InvalidCursor
from commons.secrets import CURSORS, secret

MAC_BYTES = 16
MAX_PAGE = Bound(100, "items_per_page", "Items that one page of a list holds.")

Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]
CursorText = Annotated[str | None, Query(max_length=512)]


class Page[T](BaseModel):
    """One page of a list."""

    data: list[T]
    next_cursor: str | None = None
    prev_cursor: str | None = None


@dataclass(frozen=True)
class Cursors:
    """Cursors of one list for one caller: one that another caller or list was given is refused."""

    list_name: str
    user_id: str

    def mint(self, position: dict[str, Any] | None) -> str | None:
        """A cursor for a position; None for the end."""
        if position is None:
            return None
        body = json.dumps(position, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._mac(body) + body).rstrip(b"=").decode()

    def read(self, cursor: str) -> dict[str, Any]:
        """The position in a cursor. Raises InvalidCursor for one this list did not mint."""
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raise InvalidCursor from None
        mac, body = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise InvalidCursor
        position: dict[str, Any] = json.loads(body)
        return position

    def _mac(self, body: bytes) -> bytes:
        bound = f"{self.list_name}\0{self.user_id}\0".encode() + body
        return hmac.new(secret(CURSORS), bound, hashlib.sha256).digest()[:MAC_BYTES]
