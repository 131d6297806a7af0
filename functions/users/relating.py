"""Changing what two people are to each other: both sides in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from commons.accounts import find_accounts
from commons.contracts.users import RelationshipChanged
from commons.errors import NotFound
from commons.transactions import Transaction, settle, transaction

from . import rules
from .errors import LimitReached, Oneself
from .models import Relation, Relations
from .rules import MADE, MAX_RELATIONS, Pair
from .schemas import Relationship

WISHES = {"friend": rules.befriended, "blocked": rules.blocked}


def wish(user_id: str, other_id: str, wanted: str) -> Relationship:
    """Make somebody what the user wants. Raises NotFound, Oneself, LimitReached."""
    _check_other(user_id, other_id)
    return settle(lambda: Relationship.of(_changed(user_id, other_id, WISHES[wanted])))


def end(user_id: str, other_id: str) -> None:
    """Nothing of it any more; where there was nothing, nothing changes. Raises Oneself."""
    if other_id in ("me", user_id):
        raise Oneself
    settle(lambda: _changed(user_id, other_id, rules.ended))


def _check_other(user_id: str, other_id: str) -> None:
    if other_id in ("me", user_id):
        raise Oneself
    if not find_accounts([other_id]):
        raise NotFound


def _changed(user_id: str, other_id: str, becomes: Callable[[Pair], Pair]) -> Relation:
    """The user's side as it is now; both are as they were read, or it raises Conflict."""
    mine, theirs = Relation.both(user_id, other_id)
    wanted = becomes(Pair(mine.type, theirs.type))
    with transaction() as tx:
        now = _write(tx, mine, wanted.mine)
        _write(tx, theirs, wanted.theirs)
    return now


def _write(tx: Transaction, seen: Relation, type_: str) -> Relation:
    """One side, on condition that it is as it was seen; told where it changed."""
    absent, same = Relation.pk.does_not_exist(), Relation.revision == seen.revision
    unchanged = same if seen.revision else absent
    if type_ == seen.type:
        tx.check(seen, unchanged)
        return seen
    changed = seen.becomes(type_)
    tx.save(changed, unchanged)
    _count(tx, seen.user_id, (type_ in MADE) - (seen.type in MADE))
    tx.emit(
        RelationshipChanged(
            user_id=seen.user_id,
            other_id=seen.other_id,
            relation=type_,
            since=changed.since,
            revision=int(changed.revision),
        )
    )
    return changed


def _count(tx: Transaction, user_id: str, more: int) -> None:
    if more:
        room = Relations.made.does_not_exist() | (Relations.made < int(MAX_RELATIONS))
        count = Relations.of(user_id)
        where = {"condition": room} if more > 0 else {}
        tx.update(count, [Relations.made.add(more)], **where, refused=LimitReached)
