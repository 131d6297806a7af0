"""Votes in polls: what somebody chose is replaced as a set, and counted in the same transaction.

Many vote at once: nothing of this writes the message's own row, and the counts are beside it in
several (``commons.streams.tallies``). A vote and the end of a poll exclude each other there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from commons.access import Standing
from commons.clock import now_ms
from commons.cursors import Cursors, Page
from commons.lists import page_of
from commons.streams import tallies
from commons.streams.log import Entry
from commons.transactions import settle
from commons.wire import Item

from . import showing
from .ballots import Ballot
from .changing import about, load, stream_of, tell
from .errors import SecretBallot
from .models import StreamRow
from .poll_schemas import Poll, Voter
from .rules import check_answers, check_open, poll_in


def vote(standing: Standing, message_id: str, answers: Collection[int]) -> Poll:
    """Choose these answers instead of any before; none takes the vote back. The poll as it is then.

    Choosing the same again changes nothing. Raises NotFound, PollClosed, ValidationFailed.
    """

    def attempt() -> None:
        message = load(standing, message_id)
        poll = poll_in(message)
        check_open(poll, now_ms())
        check_answers(poll, answers)
        ballot = Ballot.find(standing, message.sq)
        if ballot.answers != set(answers):
            _commit(standing, message, ballot, answers)

    settle(attempt)
    found = showing.message(standing, load(standing, message_id)).poll
    assert found is not None
    return found


def voters(
    standing: Standing, message_id: str, answer: int | None, *, limit: int, cursor: str | None
) -> Page[Voter]:
    """One page of who voted, or chose one answer. Raises NotFound, SecretBallot, InvalidCursor."""
    message = load(standing, message_id)
    if poll_in(message)["anonymous"]:
        raise SecretBallot
    page = page_of(
        Ballot,
        StreamRow.key(str(standing.channel_id)),
        Ballot.of_poll(message.sq),
        Cursors(f"voters:{message_id}:{answer}", standing.user_id),
        limit=limit,
        cursor=cursor,
        where=None if answer is None else Ballot.chosen.contains(str(answer)),
    )
    who = [
        Voter(user_id=row.user_id, answers=sorted(row.answers), created_at=row.created_at)
        for row in page.rows
    ]
    return Page(data=who, next_cursor=page.next_cursor, prev_cursor=page.prev_cursor)


def _commit(standing: Standing, message: Entry, ballot: Ballot, answers: Collection[int]) -> None:
    """Tell the vote with what makes it true. Raises Conflict when the ballot changed meanwhile, or
    the poll is over now."""
    poll, before, after = message.d["poll"], ballot.answers, set(answers)
    change = {n: 1 for n in after - before} | {n: -1 for n in before - after}
    voters = bool(after) - bool(before)
    stream, user_id = stream_of(standing), standing.user_id
    told: dict[str, Any] = about(standing, message) | {"of": len(poll["answers"])}
    told |= {"user_id": None, "chosen": None}
    if not poll["anonymous"]:
        told |= {"user_id": user_id, "chosen": sorted(after)}

    def writes(sq: int) -> list[Item]:
        count = tallies.count(stream, message.sq, user_id, change, voters)
        return [ballot.becomes(after, sq), count]

    tell(standing, "POLL_VOTE", told, writes)
