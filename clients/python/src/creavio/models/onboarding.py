"""What newcomers are asked at a community's door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from creavio.models.base import Model
from creavio.models.communities import Member


@dataclass(frozen=True, slots=True)
class Option(Model):
    """One answer that a question offers, and what it gives; without an id it is a new one."""

    label: str
    id: str | None = None
    description: str | None = None
    emoji: str | None = None
    role_ids: tuple[str, ...] = ()
    channel_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question(Model):
    """One question; without an id it is a new one. Of a `multiple` one several can be chosen."""

    prompt: str
    options: tuple[Option, ...]
    id: str | None = None
    kind: str = "single"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Rules(Model):
    """The rules. Another text is another `version`, which the server counts.

    Whoever agreed to `consent_from` or a version since need not agree again.
    """

    text: str
    version: int = 0
    consent_from: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mine(Model):
    """What oneself has agreed to and answered; `pending` may only read until they agree."""

    pending: bool = False
    rules_version: int = 0
    consented_at: datetime | None = None
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    channel_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Onboarding(Model):
    """What newcomers are asked while it is `enabled`; `me` is None for who is no member."""

    enabled: bool = False
    rules: Rules | None = None
    questions: tuple[Question, ...] = ()
    me: Mine | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Answered(Model):
    """Who answered is what from now on."""

    member: Member
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    channel_ids: tuple[str, ...] = ()
