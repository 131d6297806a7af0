"""When signing keys begin, end and follow each other: a function of the published rows and time."""

from __future__ import annotations

from collections.abc import Iterable

from commons.auth import CLOCK_LEEWAY_S

from .models import PublicKey

ACCESS_LIFE_S = 600
#: How long the document of public keys may be kept by whoever fetched it.
JWKS_MAX_AGE_S = 300
#: A key is published at least this long before it signs: longer than anybody may keep the others.
LEAD_S = 3600
#: A key verifies this long after its successor began. A signer whose clock is behind, or who was
#: held up, chose the key after it fixed ``iat``: no token of the key says that it lives longer.
OVERLAP_S = ACCESS_LIFE_S + CLOCK_LEEWAY_S


def in_order(keys: Iterable[PublicKey]) -> list[PublicKey]:
    """The keys that are derived from our secret, oldest first."""
    return sorted((key for key in keys if key.generation), key=lambda key: key.generation)


def signs(keys: Iterable[PublicKey], at_s: int) -> PublicKey | None:
    """The newest key whose time has come; the oldest, for a clock that is behind all of them."""
    ours = in_order(keys)
    begun = [key for key in ours if key.signs_from_s <= at_s]
    return begun[-1] if begun else next(iter(ours), None)


def verifies(key: PublicKey, at_s: int) -> bool:
    """Whether tokens of this key are accepted."""
    return key.ttl is None or key.ttl > at_s


def successor_begins(newest: PublicKey, at_s: int, period_s: int) -> int:
    """When the key after the newest one shall begin to sign: not before everybody knows it."""
    return max(at_s + LEAD_S, int(newest.signs_from_s) + period_s)
