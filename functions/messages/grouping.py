"""Groups: making one, and who is in it. Every change is told in the group's own stream."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched

from pynamodb.expressions.update import Action

from commons.access import Standing
from commons.clock import now_ms
from commons.direct import GROUP, OPEN
from commons.ids import DIRECT, new_id
from commons.streams.log import Cursor
from commons.transactions import outbox, settle, transaction
from commons.wire import Item

from .changing import drop, put
from .conversing import knows, load, one_of, shown, tell_all, told
from .dm_rules import HIGHEST, check_above, check_group, check_may_begin, check_role, check_room
from .dm_schemas import MAX_GROUP, DirectChanges, DirectOut
from .dms import Direct, Person, Tie
from .errors import CannotMessage
from .models import Gone

#: Rows of a group that one transaction writes.
TOGETHER = 100
#: A group that is not made by then is purged.
MAKING_MS = 3_600_000


def make(user_id: str, others: Sequence[str], name: str | None) -> DirectOut:
    """A group of these people. Raises CannotMessage when one is no friend, nor of one community.

    In steps, of which only the last makes anything visible; a group that died half-way is purged.
    """
    channel_id = new_id(DIRECT)
    owner = Person.of(channel_id, user_id, role="owner")
    people = [owner, *_invited(channel_id, user_id, others)]
    direct = Direct.of(channel_id, type=GROUP, members=len(people), owner=user_id, name=name)
    unmade = Gone.since(channel_id, now_ms() + MAKING_MS)
    unmade.save()
    rows = [row for person in people for row in (person, person.seat(GROUP))]
    for some in batched(rows, TOGETHER):
        with transaction() as tx:
            for row in some:
                tx.create(row)
    with transaction() as tx:
        tx.create(direct)
        tx.delete(unmade)
        tx.emit_all(told(direct, people, one, "joined") for one in people)
        return tx.answer(shown(direct, people, OPEN, Cursor()))


def _invited(channel_id: str, user_id: str, others: Sequence[str]) -> list[Person]:
    """Who is brought in: strangers are not. Raises CannotMessage."""
    for other_id, (mine, theirs) in Tie.both(user_id, others).items():
        check_may_begin(mine, theirs)
        if not knows(user_id, other_id, theirs):
            raise CannotMessage
    return [Person.of(channel_id, other_id) for other_id in others]


def _still(standing: Standing, role: str) -> tuple[Direct, list[Person]]:
    """The group and its people, if who acts is still that much in it."""
    direct, people = Direct.load(str(standing.channel_id)), Person.list(str(standing.channel_id))
    check_role(standing, one_of(people, standing.user_id), role)
    return direct, list(people)


def rename(standing: Standing, changes: DirectChanges) -> DirectOut:
    """Give a group another name, or none."""
    check_group(standing)
    channel_id = str(standing.channel_id)

    def attempt() -> None:
        direct, people = _still(standing, "admin")
        if "name" not in changes.model_fields_set or direct.name == changes.name:
            return
        direct.name = changes.name
        named = Direct.name.set(changes.name) if changes.name else Direct.name.remove()
        tell_all(standing, direct, people, [direct.changed(named)])

    settle(attempt)
    return load(standing.user_id, channel_id)


def add(standing: Standing, user_id: str) -> None:
    """Bring somebody in; who is in already stays. Raises CannotMessage, LimitReached."""
    check_group(standing)
    channel_id = str(standing.channel_id)

    def attempt() -> None:
        direct, people = _still(standing, "admin")
        if any(one.user_id == user_id for one in people):
            return
        check_room(len(people), MAX_GROUP)
        [person] = _invited(channel_id, standing.user_id, [user_id])
        people.append(person)
        writes = [
            direct.changed(Direct.members.add(1)),
            put(person),
            put(person.seat(GROUP)),
            _telling(direct, people, person, "joined"),
        ]
        tell_all(standing, direct, people, writes)

    settle(attempt)


def give_role(standing: Standing, user_id: str, role: str) -> DirectOut:
    """Make somebody admin or not; or the owner, who was that then becomes an admin."""
    check_group(standing)
    channel_id = str(standing.channel_id)

    def attempt() -> None:
        direct, people = _still(standing, "owner")
        target = one_of(people, user_id)
        if target.role in (role, "owner"):
            return
        changed, actions = [target], list[Action]()
        target.role = role
        if role == "owner":
            changed += _owned_by(direct, people, target)
            actions.append(Direct.owner.set(user_id))
        writes = [direct.changed(*actions), *map(put, changed)]
        tell_all(standing, direct, people, writes)

    settle(attempt)
    return load(standing.user_id, channel_id)


def _owned_by(direct: Direct, people: Sequence[Person], owner: Person) -> list[Person]:
    """Who owned it becomes an admin, if they stay."""
    before = [one for one in people if one.role == "owner" and one is not owner]
    for one in before:
        one.role = "admin"
    direct.owner = owner.user_id
    return before


def remove(standing: Standing, user_id: str) -> None:
    """Take somebody out, or leave. Raises NotFound, NotAbove.

    An owner who leaves is followed by whoever runs it longest, or is in it longest. With the last
    one everything goes.
    """
    check_group(standing)
    channel_id = str(standing.channel_id)

    def attempt() -> None:
        direct, people = _still(standing, "member")
        gone = one_of(people, user_id)
        if user_id != standing.user_id:
            check_above(one_of(people, standing.user_id), gone)
        people.remove(gone)
        writes = [drop(gone), drop(gone.seat(GROUP)), _telling(direct, people, gone, "left")]
        actions: list[Action] = [Direct.members.add(-1)]
        if gone.role == "owner" and people:
            heir = min(people, key=lambda one: (-HIGHEST[one.role], one.since, one.user_id))
            heir.role = "owner"
            direct.owner = heir.user_id
            writes.append(put(heir))
            actions.append(Direct.owner.set(heir.user_id))
        if not people:
            writes.append(put(Gone.since(channel_id, now_ms())))
        tell_all(standing, direct, people, [direct.changed(*actions), *writes])

    settle(attempt)


def _telling(direct: Direct, people: Sequence[Person], to: Person, change: str) -> Item:
    """The event that tells somebody, with the revision that this change makes."""
    return {"Put": outbox(told(direct, people, to, change, revision=int(direct.v) + 1))}
