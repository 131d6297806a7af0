"""Polls as clients send and see them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from commons.bounds import Bound
from commons.reactions import Emoji
from commons.validation import LINE, Count, Input, Time, UserId, shown

MAX_QUESTION = Bound(300, "poll_question_characters", "Characters of a poll's question.")
MAX_ANSWER = Bound(100, "poll_answer_characters", "Characters of an answer of a poll.")
MAX_ANSWERS = Bound(10, "answers_per_poll", "Answers that a poll offers; at least two.")
MAX_DURATION_S = Bound(32 * 86_400, "poll_seconds", "How long a poll is open; at least a minute.")

Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_QUESTION, pattern=LINE),
    shown("Rye or wheat?"),
]
AnswerText = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_ANSWER, pattern=LINE), shown("Rye")
]
AnswerId = Annotated[int, Field(ge=1, le=MAX_ANSWERS), shown(1)]


class NewAnswer(Input):
    """What can be chosen."""

    text: AnswerText
    emoji: Emoji | None = None


def _different(answers: list[NewAnswer]) -> list[NewAnswer]:
    if len({answer.text for answer in answers}) < len(answers):
        raise ValueError("must differ from each other")
    return answers


class NewPoll(Input):
    """A question with answers to choose from, open for a while."""

    question: Question
    answers: Annotated[
        list[NewAnswer],
        Field(min_length=2, max_length=MAX_ANSWERS),
        AfterValidator(_different),
        shown([{"text": "Rye"}, {"text": "Wheat"}]),
    ]
    multiple: bool = False
    """Whether one may choose several answers."""
    anonymous: bool = False
    """Whether nobody is shown who chose what."""
    duration_s: Annotated[int, Field(ge=60, le=MAX_DURATION_S), shown(86_400)] = 86_400


class Votes(Input):
    """PUT /channels/{channel_id}/messages/{message_id}/poll/votes"""

    answers: Annotated[list[AnswerId], Field(max_length=MAX_ANSWERS), shown([1], uniqueItems=True)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.answers)) != len(self.answers):
            raise ValueError("must name each answer once")
        return self


class Answer(BaseModel):
    """An answer of a poll."""

    id: AnswerId
    """Its number in this poll, from 1."""
    text: Annotated[str, shown("Rye")]
    """What it says."""
    emoji: Annotated[str, shown("🍞")] | None
    """What stands beside it."""
    count: Count
    """How many chose it. Zero in events: see POLL_VOTE."""
    me: bool
    """Whether the reader did."""


class Poll(BaseModel):
    """A question, its answers, and how often each was chosen."""

    question: Annotated[str, shown("Rye or wheat?")]
    """What is asked."""
    answers: list[Answer]
    """What can be chosen."""
    multiple: bool
    """Whether one may choose several answers."""
    anonymous: bool
    """Whether nobody is shown who chose what."""
    voters: Count
    """How many people voted. Zero in events: see POLL_VOTE."""
    closes_at: Time
    """When it closes by itself."""
    closed_at: Time | None
    """When it closed; null while it is open."""


class Voter(BaseModel):
    """Somebody who voted."""

    user_id: UserId
    """Who."""
    answers: list[AnswerId]
    """What they chose."""
    created_at: Time
    """When."""
