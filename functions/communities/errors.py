"""What communities refuses, and why."""

from types import MappingProxyType

from commons.errors import NotAllowed, Problem


class InviteExpired(Problem):
    """This invite has expired."""

    status = 410


class InviteUsedUp(Problem):
    """This invite has been used as often as it may be."""

    status = 410


class OwnerCannotLeave(Problem):
    """The owner cannot leave or be removed. Hand the community over first."""

    status = 409


class NotTheOwner(NotAllowed):
    """Only the owner of a community may do this; no permission replaces that."""


class CannotOwn(Problem):
    """Only another member of the whole community, who is not timed out, can become its owner."""

    status = 422


class NotYourInvite(NotAllowed):
    """Only who made an invite, or who manages invites, may revoke it."""


class NotACategory(Problem):
    """Channels lie in categories, and categories in nothing."""

    status = 422


class CircleDiffers(Problem):
    """What lies in a category of a circle belongs to that circle."""

    status = 422


class LimitReached(Problem):
    """This community has as many of these as it can have."""

    status = 422


class EventCancelled(Problem):
    """This event is cancelled."""

    status = 409


class OccurrenceOver(Problem):
    """This is over."""

    status = 409


class EventFull(Problem):
    """As many are going as there is room for. Ask again when somebody has changed their mind."""

    status = 409


class MembersOnly(NotAllowed):
    """Only members may do this."""


class ReadingOnly(NotAllowed):
    """You may only read here: you are timed out, or have not accepted the rules."""


class NothingAsked(Problem):
    """This community asks nobody anything."""

    status = 409


class RulesChanged(Problem):
    """The rules are others by now. Read them again."""

    status = 409
    extensions = MappingProxyType({"rules_version": int})


class DangerousRole(Problem):
    """Whoever answers is given this role, so it may let nobody moderate or manage."""

    status = 422


class CircleFull(Problem):
    """Every place in this circle is taken."""

    status = 409


class CircleHasChannels(Problem):
    """This circle still has channels. Delete them first: what was said there stays theirs."""

    status = 409


class CircleIsManaged(NotAllowed):
    """Nobody comes into this circle by themselves: who manages circles brings them in."""


class EntitlementRequired(NotAllowed):
    """This circle belongs to a tier that they do not hold."""


class NoSuchTier(Problem):
    """The community has no such tier."""

    status = 422


class InviteRequired(NotAllowed):
    """This community is private: being in one of its circles does not let you into all of it."""


class EveryoneStays(Problem):
    """The everyone role belongs to every member. Only what it grants can be changed."""

    status = 409


class TimeoutRefused(Problem):
    """Nobody times out themselves, and no time-out holds an administrator."""

    status = 409


class NoSuchTemplate(Problem):
    """No template has this code, or its community is gone."""

    status = 422
