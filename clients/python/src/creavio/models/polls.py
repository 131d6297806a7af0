"""Polls in messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from creavio.models.base import EPOCH, Model


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What can be chosen in a poll that is to be sent."""

    text: str
    emoji: str | None = None


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A poll to send with a message: 2 to 10 answers, open for a minute to 32 days."""

    question: str
    answers: tuple[NewAnswer, ...]
    multiple: bool = False
    anonymous: bool = False
    duration_s: int = 86_400


@dataclass(frozen=True, slots=True)
class Answer(Model):
    """An answer of a poll, how often it was chosen, and whether by oneself."""

    id: int
    text: str = ""
    emoji: str | None = None
    count: int = 0
    me: bool = False


@dataclass(frozen=True, slots=True)
class Poll(Model):
    """A question, its answers, and how it stands."""

    question: str = ""
    answers: tuple[Answer, ...] = ()
    multiple: bool = False
    anonymous: bool = False
    voters: int = 0
    closes_at: datetime = EPOCH
    closed_at: datetime | None = None

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether it takes no more votes, by this clock."""
        return self.closed_at is not None or self.closes_at <= (now or datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Voter(Model):
    """Who voted, and what."""

    user_id: str
    answers: tuple[int, ...] = ()
    created_at: datetime = EPOCH
