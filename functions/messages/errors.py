"""What messages refuses, and why."""

from commons.errors import NotAllowed, Problem


class NotYourMessage(NotAllowed):
    """Only its author may edit a message."""


class NoMessagesHere(Problem):
    """Channels of this type hold no messages."""

    status = 409


class LimitReached(Problem):
    """There are as many of these as there can be."""

    status = 422
