"""What users refuses, and why."""

from commons.errors import Problem


class Oneself(Problem):
    """Nobody is their own friend, and nobody blocks themselves."""

    status = 422


class LimitReached(Problem):
    """There are as many of these as there can be."""

    status = 422
