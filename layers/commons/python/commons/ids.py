"""Identifiers: a prefix that tells the kind, then a ULID, so that they sort by creation time."""

from datetime import UTC, datetime
from random import SystemRandom  # as ``secrets`` has it; that would be one module more

from commons.clock import now_ms

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {symbol: value for value, symbol in enumerate(_ALPHABET)}
_POSITION_BITS = 40
_random = SystemRandom()

USER, SESSION, COMMUNITY, CHANNEL, MESSAGE, EVENT = "usr", "ses", "com", "chn", "msg", "evt"
MEMBERSHIP, BAN, ROLE, CIRCLE, SEAT = "mem", "ban", "rol", "cir", "sea"
INVITE, RAID, QUESTION, OPTION = "inv", "rad", "qst", "opt"
POST, COMMENT, CALENDAR_EVENT, TEMPLATE = "pst", "cmt", "cev", "tpl"
AUDIT_ENTRY, SCHEDULED = "aud", "sch"


def new_id(prefix: str) -> str:
    """``usr_01J…``: 48 bits of milliseconds, then 80 random bits (github.com/ulid/spec)."""
    return _format(prefix, now_ms(), _random.getrandbits(80))


def positioned_id(prefix: str, at_ms: int, position: int) -> str:
    """An id that carries its position in a stream, so that the row is found without an index.

    48 bits of milliseconds, 40 bits of position, 40 random bits: knowing a position is not enough
    to name the row.
    """
    tail = position << _POSITION_BITS | _random.getrandbits(_POSITION_BITS)
    return _format(prefix, at_ms, tail)


def position_of(prefix: str, id_: str) -> int | None:
    """The position inside ``positioned_id``; None when ``id_`` is not such an id."""
    if not is_id(prefix, id_):
        return None
    return _value(id_) >> _POSITION_BITS & (1 << _POSITION_BITS) - 1


def is_id(prefix: str, id_: str) -> bool:
    """Whether ``id_`` has the form of an id of this kind."""
    kind, _, body = id_.partition("_")
    return kind == prefix and len(body) == 26 and body[0] <= "7" and set(body) <= _VALUES.keys()


def created_at(id_: str) -> datetime:
    """When an id was made."""
    return datetime.fromtimestamp((_value(id_) >> 80) / 1000, UTC)


def _format(prefix: str, at_ms: int, tail: int) -> str:
    value = at_ms << 80 | tail
    return f"{prefix}_" + "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))


def _value(id_: str) -> int:
    value = 0
    for symbol in id_.partition("_")[2]:
        value = value << 5 | _VALUES[symbol]
    return value
