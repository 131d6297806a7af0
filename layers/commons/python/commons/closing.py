"""Why a socket is closed: what it is told before (``commons.gateway`` tells and closes)."""

from __future__ import annotations

from types import MappingProxyType

from commons.errors import Problem


class Closing(Problem):
    """The socket is closed after this."""

    close_code = 4000
    reconnect = True
    extensions = MappingProxyType({"close_code": int, "reconnect": bool})


class BadOp(Closing):
    """There is no such op."""

    close_code = 4001


class NotJson(Closing):
    """A frame must be a JSON object {op, id?, d}."""

    close_code = 4002


class NotIdentified(Closing):
    """The first frame must be identify."""

    close_code = 4003


class TooManyFrames(Closing):
    """More than 120 frames in a minute."""

    status = 429
    close_code = 4008


class SessionEnded(Closing):
    """This session has ended. Log in again."""

    status = 401
    close_code = 4010
    reconnect = False


class Suspended(Closing):
    """This account is suspended."""

    status = 403
    close_code = 4011
    reconnect = False


class TooSlow(Closing):
    """You do not take what is sent to you. Connect again and resume."""

    close_code = 4013
