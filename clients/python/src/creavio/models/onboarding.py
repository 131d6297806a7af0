"""What newcomers are asked at a community's door."""

from __future__ import annotations

from dataclasses import dataclass

from creavio.models.base import Model
from creavio.models.communities import Member


@dataclass(frozen=True, slots=True)
class Option(Model):
    """One answer that a question offers, and what it gives; without an id it is a new one."""

    title: str
    id: str | None = None
    description: str | None = None
    role_ids: tuple[str, ...] = ()
    channel_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question(Model):
    """One question; without an id it is a new one."""

    title: str
    options: tuple[Option, ...]
    id: str | None = None
    required: bool = False
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Rules(Model):
    """The rules. Another text is another `version`, which the server counts."""

    text: str
    version: int | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Onboarding(Model):
    """What newcomers are asked while it is `enabled`."""

    enabled: bool = False
    rules: Rules | None = None
    questions: tuple[Question, ...] = ()
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Answered(Model):
    """Who answered is what from now on."""

    member: Member
