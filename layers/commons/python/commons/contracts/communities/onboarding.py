"""What newcomers are asked, and who agreed to the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class OnboardingUpdated(Event):
    """A community asks newcomers something else, or has other rules."""

    order: ClassVar[str] = "Of one community the higher `revision` is newer; drop an older one."

    community_id: str
    """Which community."""
    actor_id: str
    """Who changed it."""
    revision: int
    """Counts the changes of what is asked; the first is 1."""
    enabled: bool
    """Whether anybody is asked."""
    rules_version: int
    """The version of the rules that are in force; 0 without rules."""
    consent_from: int
    """Members who agreed to no version from this one on may only read; 0 asks for none."""


@dataclass(frozen=True, kw_only=True)
class RulesConsented(Event):
    """A member agreed to a version of the rules."""

    order: ClassVar[str] = (
        "Of one `membership_id` the highest `rules_version` is what they agreed to."
    )

    community_id: str
    """Of which community."""
    user_id: str
    """Who."""
    membership_id: str
    """The membership that agreed; whoever leaves and comes back agrees anew."""
    rules_version: int
    """To which version."""
    consented_at: str
    """When."""
