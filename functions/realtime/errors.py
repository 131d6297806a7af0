"""What realtime refuses, and why."""

from commons.closing import Closing
from commons.errors import Problem


class BadTicket(Problem):
    """This ticket is unknown, used or older than 30 seconds."""

    status = 403


class OriginRefused(Problem):
    """Pages of this origin may not open a socket here."""

    status = 403


class AlreadyIdentified(Closing):
    """This socket has identified itself before."""

    close_code = 4005


class CursorBeyondEnd(Closing):
    """A cursor lies beyond the end of its stream."""

    close_code = 4007


class AccessChanged(Closing):
    """You were removed from a community. Connect again."""

    close_code = 4012


class Silent(Closing):
    """A socket must identify itself within 10 seconds."""

    close_code = 4003
