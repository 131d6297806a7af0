"""Many users of one community at once: what each may do, without asking again for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commons import resolver
from commons.resolver import Channel, Community, Membership

if TYPE_CHECKING:
    from commons.access import Version


@dataclass(frozen=True)
class Crowd:
    """Some users, each as they stood at this version or later; ``access.crowd`` makes it."""

    community: Community
    channels: Mapping[str, Channel | None]
    version: Version
    members: Mapping[str, Membership]
    at_s: int
    """The second they are looked at."""

    def held(self, user_id: str, channel_id: str = "", channel: Channel | None = None) -> int:
        """The permission bits of one of them: in the community, or in a channel."""
        return resolver.resolve(
            self.community,
            self.members[user_id],
            channel,
            now=self.at_s,
            channel_id=channel_id or None,
        )

    def is_inside(self, user_id: str) -> bool:
        """Whether one of them is a member."""
        member = self.members[user_id]
        return member.present and not member.banned
