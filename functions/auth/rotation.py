"""Which key signs, how the next one takes over, and how a leaked one is refused.

The rows ``KEY#`` are all there is. Exactly one, the newest, has no end; it is published a period
before its time, so whoever verifies knows it when it begins to sign. ``ttl`` ends the one before:
``OVERLAP_S`` later, when its last token has expired. Every change is one transaction on the
condition that nobody else made it: a crash leaves nothing half done, two runs make one step.
"""

from __future__ import annotations

from contextlib import suppress

from commons.clock import now_s
from commons.errors import Unavailable
from commons.invocation import count, logger
from commons.settings import settings
from commons.transactions import Conflict, settle, transaction

from . import keys
from .keys import SigningKey, derived
from .models import PublicKey
from .rules import OVERLAP_S, in_order, signs, successor_begins


def signing_key() -> SigningKey:
    """The key that signs now: read from the table for every token, so no signer is behind.

    Raises Unavailable when the secret was replaced and no key of the new one is published.
    """
    row = signs(PublicKey.list(), now_s()) or _begin()
    if derived(int(row.generation)).kid != row.sk:
        keys.forget()
    key = derived(int(row.generation))
    if key.kid != row.sk:
        count("KeyOfAnotherSecret", service="auth")
        raise Unavailable
    return key


def prepare_next() -> None:
    """Publish the key that signs next, unless it is published."""
    ours = in_order(PublicKey.list())
    newest = ours[-1] if ours else _begin()
    if newest.signs_from_s > now_s():
        return
    heir = _successor(newest)
    last = PublicKey.pk.exists() & PublicKey.ttl.does_not_exist()
    with suppress(Conflict), transaction() as tx:  # another run was first
        tx.create(heir)
        tx.update(newest, [PublicKey.ttl.set(heir.signs_from_s + OVERLAP_S)], last)


def retire(kid: str) -> None:
    """Refuse a leaked key, and all before it, at once; the next one signs from now.

    A key that is not published any more changes nothing: running twice is running once.
    """
    settle(lambda: _retire(kid))
    prepare_next()


def _retire(kid: str) -> None:
    ours = in_order(PublicKey.list())
    leaked = next((key for key in ours if key.sk == kid), None)
    if leaked is None:
        return
    left = [key for key in ours if key.generation > leaked.generation]
    with transaction() as tx:
        for key in ours[: len(ours) - len(left)]:
            tx.delete(key, PublicKey.pk.exists())
        if not left:
            tx.create(_published(int(leaked.generation) + 1, now_s()))
        elif left[0].signs_from_s > now_s():
            tx.update(left[0], [PublicKey.signs_from_s.set(now_s())], PublicKey.pk.exists())
    logger("auth").warning("keys refused", extra={"up_to_generation": int(leaked.generation)})


def _begin() -> PublicKey:
    """The first two keys of a platform; whoever comes second takes those of the first."""
    first = _published(1, now_s())
    heir = _successor(first)
    first.ttl = heir.signs_from_s + OVERLAP_S
    with suppress(Conflict), transaction() as tx:
        tx.save(first, PublicKey.generation.does_not_exist())
        tx.create(heir)
    return signs(PublicKey.list(), now_s()) or first


def _successor(newest: PublicKey) -> PublicKey:
    begins = successor_begins(newest, now_s(), settings().key_period_s)
    return _published(int(newest.generation) + 1, begins)


def _published(generation: int, signs_from_s: int) -> PublicKey:
    key = derived(generation)
    return PublicKey("KEY#", key.kid, x=key.x, generation=generation, signs_from_s=signs_from_s)
