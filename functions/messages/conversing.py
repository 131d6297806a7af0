"""DMs and groups: beginning one, answering strangers, and what one is in.

Friends, and people of one community, talk at once. Whoever else is asked has a request, which they
can read and answer; until they accept, it holds some text and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from commons import access
from commons.access import Standing
from commons.clock import rfc3339
from commons.contracts.messages import ConversationChanged
from commons.cursors import Cursors, Page
from commons.direct import DM, OPEN, REQUEST
from commons.errors import NotFound
from commons.ids import DIRECT, new_id
from commons.lists import page_of
from commons.streams import channel_stream
from commons.streams.heads import heads
from commons.streams.log import Cursor
from commons.transactions import outbox, settle, transaction
from commons.wire import Item

from .changing import put, tell
from .dm_rules import MAX_REQUESTS, check_may_begin, check_request, is_known
from .dm_schemas import Conversation, DirectOut, LastMessage
from .dms import Direct, Pair, Person, Seat, Tie


def between(user_id: str, other_id: str) -> DirectOut:
    """The DM of two people, made if there is none. Raises CannotMessage.

    Whoever writes their pair first has made it; everybody else finds it.
    """

    def attempt() -> DirectOut:
        pair = Pair.find(user_id, other_id)
        if pair is None:
            return _made(user_id, other_id)
        with transaction() as tx:
            return tx.answer(load(user_id, pair.channel_id))

    return settle(attempt)


def _made(user_id: str, other_id: str) -> DirectOut:
    mine, theirs = Tie.both(user_id, [other_id])[other_id]
    asks = not knows(user_id, other_id, theirs)
    check_may_begin(mine, theirs, Seat.asked(user_id, MAX_REQUESTS) if asks else 0)
    asked = other_id if asks else None
    channel_id = new_id(DIRECT)
    direct = Direct.of(channel_id, type=DM, members=2, pending=asked)
    me = Person.of(channel_id, user_id)
    other = Person.of(channel_id, other_id, state=REQUEST if asks else OPEN)
    with transaction() as tx:
        tx.create(Pair.of(user_id, other_id, channel_id=channel_id))
        for tie in (mine, theirs):
            tx.check(tie, tie.unchanged)
        for row in (direct, me, other, me.seat(DM, asks=asked), other.seat(DM)):
            tx.create(row)
        tx.emit_all(told(direct, [me, other], one, "joined") for one in (me, other))
        return tx.answer(shown(direct, [me, other], OPEN, Cursor()))


def knows(user_id: str, other_id: str, theirs: Tie) -> bool:
    """Whether somebody need not ask another: a friend, or of one community with them."""
    if is_known(theirs):
        return True
    return not set(access.communities_of(user_id)).isdisjoint(access.communities_of(other_id))


def answer(standing: Standing, state: str) -> DirectOut:
    """Accept a request, or let it be, which the other is not told. Raises NotARequest."""
    user_id, channel_id = standing.user_id, str(standing.channel_id)

    def attempt() -> None:
        direct, people = Direct.load(channel_id), Person.list(channel_id)
        me = one_of(people, user_id)
        if me.state == state:
            return
        check_request(me.state)
        rows = [
            me.answers(state),
            put(me.seat(direct.type)),
        ]
        if state != OPEN:
            rows.append({"Put": outbox(told(direct, people, me, "answered"))})
            with transaction() as tx:
                tx.add(*rows)
            return
        if direct.pending == user_id:
            rows += [put(one.seat(DM)) for one in people if one is not me]
        event = told(direct, people, me, "answered", revision=int(direct.v) + 1)
        rows.append({"Put": outbox(event)})
        accepted = direct.changed(Direct.pending.remove())
        tell_all(standing, direct, people, [accepted, *rows])

    settle(attempt)
    return load(user_id, channel_id)


def tell_all(
    standing: Standing, direct: Direct, people: Sequence[Person], writes: list[Item]
) -> None:
    """Change it and tell everybody in it what it is now. Raises Conflict."""
    now = described(direct, people).model_dump() | {"revision": int(direct.v) + 1}
    tell(standing, "DM_UPDATE", now, lambda _: writes)


def load(user_id: str, channel_id: str) -> DirectOut:
    """One that somebody is in. Raises NotFound."""
    direct, people = Direct.load(channel_id), Person.list(channel_id)
    cursors = heads([channel_stream(channel_id)])
    return shown(direct, people, one_of(people, user_id).state, next(iter(cursors.values()), None))


def one_of(people: Sequence[Person], user_id: str) -> Person:
    """Somebody among them. Raises NotFound."""
    found = next((one for one in people if one.user_id == user_id), None)
    if found is None:
        raise NotFound
    return found


def listed(user_id: str, state: str, *, limit: int, cursor: str | None) -> Page[DirectOut]:
    """One page of what somebody is in, the oldest first. Raises InvalidCursor."""
    cursors, wanted = Cursors(f"dms:{state}", user_id), Seat.state == state
    pk = f"DMS#{user_id}"
    page = page_of(Seat, pk, f"{DIRECT}_", cursors, limit=limit, cursor=cursor, where=wanted)
    ids = [seat.channel_id for seat in page.rows]
    rows = Direct.find_rows((row.pk, row.sk) for row in map(Direct.of, ids))
    found = {direct.channel_id: direct for direct in rows}
    delivered = heads(map(channel_stream, ids))
    return Page(
        data=[
            shown(found[one], Person.list(one), state, delivered.get(channel_stream(one)))
            for one in ids
            if one in found  # what is being made is nobody's yet
        ],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )


def described(direct: Direct, people: Sequence[Person]) -> Conversation:
    """It as all its people see it."""
    return Conversation.model_validate(
        {
            "id": direct.channel_id,
            "type": direct.type,
            "name": direct.name,
            "owner_id": direct.owner,
            "admin_ids": [one.user_id for one in people if one.role == "admin"],
            "recipients": [one.user_id for one in people],
            "revision": int(direct.v),
            "created_at": direct.created_at,
        }
    )


def told(
    direct: Direct, people: Sequence[Person], to: Person, change: str, *, revision: int = 0
) -> ConversationChanged:
    """The event that tells one of them."""
    seen = described(direct, people)
    return ConversationChanged(
        user_id=to.user_id,
        channel_id=seen.id,
        change=change,
        kind=seen.type,
        state=to.state,
        name=seen.name,
        owner_id=seen.owner_id,
        recipients=seen.recipients if seen.type == DM else [],
        created_at=seen.created_at,
        revision=revision or seen.revision,
    )


def shown(
    direct: Direct, people: Sequence[Person], state: str, delivered: Cursor | None
) -> DirectOut:
    """It as one of its people sees it."""
    reached = delivered or Cursor()
    last = None
    if reached.last is not None:
        last = LastMessage.model_validate(reached.last | {"at": rfc3339(reached.last["at"])})
    seen = described(direct, people).model_dump()
    return DirectOut(**seen, state=state, head=reached.sq, last_message=last)
