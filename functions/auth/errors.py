"""What auth refuses, and why."""

from commons.errors import Problem, Unauthorized


class InvalidCredentials(Unauthorized):
    """The login or the password is wrong."""


class InvalidRefreshToken(Unauthorized):
    """The refresh token is not valid any more. Log in again."""


class EmailTaken(Problem):
    """An account with this e-mail address exists."""

    status = 409


class HandleTaken(Problem):
    """This handle is taken."""

    status = 409
