"""What posts refuses, and why."""

from commons.errors import NotAllowed, Problem


class NotAForum(Problem):
    """Only channels of type forum hold posts."""

    status = 409


class NotYourPost(NotAllowed):
    """Only its author may change what a post says."""


class NotYourComment(NotAllowed):
    """Only its author may edit a comment."""


class PostLocked(NotAllowed):
    """This post is locked: who manages posts may still comment, nobody else."""


class EntitlementRequired(NotAllowed):
    """This belongs to a tier that you do not hold."""


class TagModerated(NotAllowed):
    """Only who manages posts may put this tag on a post or take it off."""


class UnknownTag(Problem):
    """This channel has no such tag."""

    status = 422


class UnknownTier(Problem):
    """This community has no such tier."""

    status = 422


class UnknownComment(Problem):
    """This post has no such comment."""

    status = 422


class AlreadyPublished(Problem):
    """What is published does not become a draft again."""

    status = 409


class StillADraft(Problem):
    """A draft cannot be commented on, reacted to, pinned or locked. Publish it first."""

    status = 409


class LimitReached(Problem):
    """There are as many of these as there can be."""

    status = 422
