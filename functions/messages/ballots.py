"""Rows of polls: what somebody chose, one row each beside the log of the channel.

pk              sk                     kind
S#h:<channel>   V#<seq>#<user>         Ballot   which answers of a poll somebody chose
S#h:<channel>   P#<seq>#<shard>                 how often each was (commons.streams.tallies)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from commons.access import Standing
from commons.clock import now
from commons.db import Record

from .models import StreamRow


class Ballot(Record):
    """What somebody chose. Who chose nothing has no row."""

    prefix = "S#"

    chosen = UnicodeSetAttribute(null=True)
    sq = NumberAttribute(default=0)
    """The position of the event that told it: another vote has another."""
    created_at = UnicodeAttribute(default=now)

    @property
    def answers(self) -> set[int]:
        """Which answers."""
        return {int(one) for one in self.chosen or ()}

    @property
    def user_id(self) -> str:
        """Who chose."""
        return self.sk.rpartition("#")[2]

    @property
    def seq(self) -> int:
        """The position of the poll's message."""
        return int(self.sk.split("#")[1])

    @classmethod
    def of(cls, channel_id: str, seq: int, user_id: str) -> Self:
        """The row of one poll and one user."""
        return cls(StreamRow.key(channel_id), f"{cls.of_poll(seq)}{user_id}")

    @classmethod
    def find(cls, standing: Standing, seq: int) -> Self:
        """What somebody chose in a poll."""
        row = cls.of(str(standing.channel_id), seq, standing.user_id)
        return cls.find_row(row.pk, row.sk) or row

    @classmethod
    def find_all(cls, channel_id: str, user_id: str, seqs: Iterable[int]) -> dict[int, set[int]]:
        """What somebody chose in some polls of a channel, by position."""
        rows = (cls.of(channel_id, seq, user_id) for seq in seqs)
        return {row.seq: row.answers for row in cls.find_rows((row.pk, row.sk) for row in rows)}

    @staticmethod
    def of_poll(seq: int) -> str:
        """What the keys of all of one poll begin with."""
        return f"V#{seq:012d}#"

    def becomes(self, answers: Collection[int], sq: int) -> dict[str, Any]:
        """The write of another choice, refused when this is no longer what is there."""
        kind = type(self)
        same = kind.sq == int(self.sq) if self.sq else kind.pk.does_not_exist()
        if not answers:
            return {"Delete": self.get_delete_kwargs_from_instance(same)}
        chosen = {str(answer) for answer in answers}
        row = kind(self.pk, self.sk, chosen=chosen, sq=sq, created_at=now())
        return {"Put": row.get_save_kwargs_from_instance(same)}
