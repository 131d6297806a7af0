"""Who may see an event of a stream whose readers differ in rights. Pure, no I/O.

The readers of a channel's messages all see the same. Those of a community's stream do not: its log
row says what one must hold, and whoever reads, over HTTP or a socket, is shown what they may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from commons.access_rows import channel_of
from commons.standings import Crowd


@dataclass(frozen=True)
class Audience:
    """Whoever holds all bits; and whoever is in the circle, or is the user. No bits: every reader.

    channel_id: the bits are held in this channel, not in the community at large.
    was: of a channel that is gone, its published row (``commons.access``) as it last was.
    """

    bits: int = 0
    channel_id: str = ""
    circle_id: str = ""
    user_id: str = ""
    was: Mapping[str, Any] | None = None

    @property
    def is_everybody(self) -> bool:
        """Whether every reader may see it, even one whom the event itself sends away."""
        return not self.bits

    @property
    def is_local(self) -> bool:
        """Whether what one holds in the community at large does not decide."""
        return bool(self.channel_id or self.circle_id)

    def includes(self, user_id: str, crowd: Crowd) -> bool:
        """Whether somebody of a crowd may see the event."""
        if self.is_everybody or user_id == self.user_id:
            return True
        if not crowd.is_inside(user_id):
            return False
        if self.circle_id and self.circle_id in crowd.members[user_id].circles:
            return True
        if not self.channel_id:
            return not self.bits & ~crowd.held(user_id)
        channel = crowd.channels.get(self.channel_id)
        if channel is None and self.was is not None:
            channel = channel_of(crowd.community.community_id, "was", {"was": dict(self.was)})
        held = 0 if channel is None else crowd.held(user_id, self.channel_id, channel)
        return not self.bits & ~held

    def stored(self) -> dict[str, Any]:
        """What its log row keeps."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read what a log row keeps."""
        return cls(**stored)
