"""What messages refuses, and why."""

from collections.abc import Mapping
from math import ceil
from types import MappingProxyType
from typing import Self

from commons.errors import NotAllowed, Problem


class NotYourMessage(NotAllowed):
    """Only its author may edit a message."""


class NoMessagesHere(Problem):
    """Channels of this type hold no messages."""

    status = 409


class SlowMode(Problem):
    """This channel is in slow mode: you may write again after Retry-After seconds."""

    status = 429
    transient = True
    headers: Mapping[str, str] = MappingProxyType({"Retry-After": "1"})
    extensions = MappingProxyType({"retry_after": int})

    @classmethod
    def until(cls, ms: int) -> Self:
        """Wait so many milliseconds."""
        seconds = max(1, ceil(ms / 1000))
        refusal = cls(retry_after=seconds)
        refusal.headers = {"Retry-After": str(seconds)}
        return refusal


class LimitReached(Problem):
    """There are as many of these as there can be."""

    status = 422


class PollClosed(Problem):
    """This poll is over: it takes no more votes."""

    status = 409


class SecretBallot(NotAllowed):
    """This poll is anonymous: who voted is shown to nobody."""


class AlreadySent(Problem):
    """This message is being sent, or has been: it can no longer be changed."""

    status = 409


class AccountCannotSend(NotAllowed):
    """This account is suspended."""


class NoThreadsHere(Problem):
    """Threads begin in text and announcement channels."""

    status = 409


class ThreadExists(Problem):
    """A thread has started from this message already."""

    status = 409
    extensions = MappingProxyType({"thread_id": str})


class CannotForward(Problem):
    """The server cannot read this message, or it is not to last: write what it says yourself."""

    status = 422
