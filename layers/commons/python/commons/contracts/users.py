"""What users tells the others."""

from dataclasses import dataclass

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """Somebody edited their profile. ``revision`` grows: an older one changes nothing."""

    user_id: str
    revision: int
    display_name: str
    bio: str
    avatar_url: str | None
    locale: str
