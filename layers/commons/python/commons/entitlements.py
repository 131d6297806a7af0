"""Who holds which tier: what paid circles and gates of posts ask.

Until payments exist a tier is a role of the community: ``tier_id`` is that role's id, whoever has
the role holds the tier, and nobody pays. Payments will bring another ``Entitlements`` that reads
what it publishes; who asks does not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from commons.access import Standing


class Entitlements(Protocol):
    """What gates need to know."""

    def holds(self, user_id: str, community_id: str, tier_id: str) -> bool:
        """Whether the user holds the tier now."""

    def sells(self, community_id: str, tier_id: str) -> bool:
        """Whether the community has such a tier."""


@dataclass(frozen=True)
class ByRole:
    """A tier is a role, as somebody's checked standing knows them; it knows nobody else's."""

    standing: Standing

    def holds(self, user_id: str, community_id: str, tier_id: str) -> bool:
        """Whether they have the role now: one that has ended, or was deleted, is not held."""
        here = (user_id, community_id) == (self.standing.user_id, self.standing.community_id)
        return here and tier_id in self.standing.roles and self.sells(community_id, tier_id)

    def sells(self, community_id: str, tier_id: str) -> bool:
        """Whether it is a role; the everyone role, which all have, is no tier."""
        known = self.standing.community
        return known.community_id == community_id != tier_id and tier_id in known.roles
