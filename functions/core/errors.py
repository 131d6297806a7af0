"""Refusals of this service."""

from commons.errors import Problem


class NoDocument(Problem):
    """This deployment does not carry this document: it is generated when the stacks are built."""

    status = 404
