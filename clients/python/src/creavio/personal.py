"""What one is in and what others are to one, kept by the events of one's own stream. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field

from creavio.models import Channel, Event, Relationship


@dataclass(slots=True)
class Personal:
    """DMs, groups and relationships, by id: what was read, and what has happened since.

    Events may have been told in another order than they happened: the higher `revision` is newer,
    and of two alike the one that ignores.
    """

    dms: dict[str, Channel] = field(default_factory=dict)
    relationships: dict[str, Relationship] = field(default_factory=dict)
    _newest: dict[str, tuple[int, bool]] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        """One event; those of other streams change nothing, but that a group's own tells of it."""
        if event.t == "RELATIONSHIP_UPDATE" and self._is_news(str(event.d["user_id"]), event):
            relationship = Relationship.read(event.d)
            self.relationships.pop(relationship.user_id, None)
            if relationship.type != "none":
                self.relationships[relationship.user_id] = relationship
        elif event.t.startswith("DM_") and self._is_news(str(event.d["id"]), event):
            self._apply_dm(Channel.read(event.d), event.t)

    def _apply_dm(self, channel: Channel, happened: str) -> None:
        known = self.dms.pop(channel.id, None)
        if happened == "DM_UPDATE" and known is not None:  # it is the same to all: not what I said
            self.dms[channel.id] = known.renewed(channel)
        elif happened in ("DM_CREATE", "DM_ANSWER"):
            self.dms[channel.id] = channel

    def _is_news(self, about: str, event: Event) -> bool:
        newness = int(event.d.get("revision") or 0), event.d.get("state") == "ignored"
        if newness <= self._newest.get(about, (-1, False)):
            return False
        self._newest[about] = newness
        return True
