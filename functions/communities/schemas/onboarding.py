"""What newcomers are asked and answer, as clients send and receive it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from commons.access import Standing
from commons.etags import Tagged
from commons.ids import CHANNEL, OPTION, QUESTION
from commons.permissions import Permission
from commons.resolver import Community
from commons.validation import (
    LINE,
    TEXT,
    ChannelId,
    CommunityId,
    Input,
    RoleId,
    Time,
    id_form,
    shown,
)

from ..models.members import Member
from ..models.onboarding import Answers, Onboarding
from ..rules.onboarding import (
    MAX_OPTION_CHANNELS,
    MAX_OPTION_ROLES,
    MAX_OPTIONS,
    MAX_QUESTIONS,
    MAX_RULES,
)
from .members import MemberOut
from .words import Name, Role, once

RulesWords = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_RULES, pattern=TEXT),
    shown("Be kind. Show your crumb."),
]
Prompt = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=LINE),
    shown("What do you bake?"),
]
Hint = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=LINE),
    shown("Rye and wheat, with a starter"),
]
Emoji = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=LINE), shown("🍞")]
Kind = Literal["single", "multiple"]
QuestionId = Annotated[
    str, StringConstraints(pattern=id_form(QUESTION)), shown("qst_01JD1XR5KDT4W6Y8A1C3E5G7J9")
]
OptionId = Annotated[
    str, StringConstraints(pattern=id_form(OPTION)), shown("opt_01JD1XR5KEV5X7Z9B2D4F6H8K0")
]
Channel = Annotated[str, StringConstraints(pattern=id_form(CHANNEL))]
Version = Annotated[int, shown(3, minimum=1)]


class NewRules(Input):
    """The rules. Another text is another version, to be agreed to anew."""

    text: RulesWords
    minor: bool = False
    """Whoever agreed to the text before need not agree to this one: a typo was corrected."""


class NewOption(Input):
    """One answer. With the id it had it is the same one, whatever it is called now."""

    id: OptionId | None = None
    label: Name
    description: Hint | None = None
    emoji: Emoji | None = None
    role_ids: Annotated[list[Role], AfterValidator(once)] = Field(
        default_factory=list, max_length=MAX_OPTION_ROLES
    )
    channel_ids: Annotated[list[Channel], AfterValidator(once)] = Field(
        default_factory=list, max_length=MAX_OPTION_CHANNELS
    )


class NewQuestion(Input):
    """One question. With the id it had it is the same one."""

    id: QuestionId | None = None
    prompt: Prompt
    kind: Kind = "single"
    required: bool = False
    options: Annotated[list[NewOption], Field(min_length=1, max_length=MAX_OPTIONS)]


class NewOnboarding(Input):
    """PUT /communities/{community_id}/onboarding: all of it; what is absent is no more."""

    rules: NewRules | None = None
    questions: list[NewQuestion] = Field(default_factory=list, max_length=MAX_QUESTIONS)
    enabled: bool = True


class NewAnswers(Input):
    """POST /communities/{community_id}/onboarding/answers

    Without answers those given earlier stay; a version of the rules agrees to them.
    """

    rules_version: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    answers: (
        Annotated[
            dict[QuestionId, Annotated[list[OptionId], Field(max_length=MAX_OPTIONS)]],
            Field(max_length=MAX_QUESTIONS),
        ]
        | None
    ) = None


class RulesOut(BaseModel):
    """The rules that are in force."""

    text: RulesWords
    version: Version
    consent_from: Version
    """Whoever agreed to this version, or one since, need not agree again."""
    changed_at: Time

    @classmethod
    def of(cls, asked: Onboarding) -> Self | None:
        """The rules, if there are any."""
        if asked.rules is None:
            return None
        return cls(
            text=asked.rules,
            version=asked.version,
            consent_from=int(asked.consent_from),
            changed_at=asked.rules_at,
        )

    @classmethod
    def asked(cls, asked: Onboarding) -> Self | None:
        """The rules, if anybody is asked to agree to them."""
        return cls.of(asked) if asked.asks_for else None


class OptionOut(BaseModel):
    """One answer that a question offers, and what it gives."""

    id: OptionId
    label: Annotated[str, shown("Bread")]
    description: Hint | None
    emoji: Emoji | None
    role_ids: list[RoleId]
    channel_ids: list[ChannelId]


class QuestionOut(BaseModel):
    """One question."""

    id: QuestionId
    prompt: Prompt
    kind: Kind
    required: bool
    options: list[OptionOut]


class Mine(BaseModel):
    """What the caller has agreed to and answered."""

    pending: bool
    """They have not yet agreed to the rules, and may only read."""
    rules_version: Annotated[int, shown(3, minimum=0)]
    """The version they agreed to last; 0 for none."""
    consented_at: Time | None
    answers: dict[QuestionId, list[OptionId]]
    channel_ids: list[ChannelId]
    """The channels they have chosen."""

    @classmethod
    def of(cls, asked: Onboarding, standing: Standing, answers: Answers) -> Self:
        """What the caller said there."""
        member = standing.member
        return cls(
            pending=member.consented < asked.asks_for and not standing.is_owner,
            rules_version=int(member.consented),
            consented_at=answers.consented_at,
            answers={one: list(chosen) for one, chosen in answers.by_question.items()},
            channel_ids=list(member.channels),
        )


class OnboardingOut(Tagged):
    """What newcomers are asked."""

    community_id: CommunityId
    enabled: bool
    rules: RulesOut | None
    questions: list[QuestionOut]
    me: Mine | None
    """What the caller has answered; null for who is no member of the whole community."""

    @classmethod
    def of(cls, asked: Onboarding, standing: Standing, answers: Answers) -> Self:
        """As the caller sees it: what is not enabled is shown to who can change it."""
        whole = standing.present and standing.member.whole
        shows = asked.enabled or standing.may(Permission.MANAGE_COMMUNITY)
        return cls(
            community_id=standing.community_id,
            enabled=bool(asked.enabled),
            rules=RulesOut.of(asked) if shows else None,
            questions=[QuestionOut.model_validate(one) for one in asked.questions * shows],
            me=Mine.of(asked, standing, answers) if whole else None,
        ).at(asked.revision)


class AnsweredOut(BaseModel):
    """Who somebody is now that they have answered."""

    member: MemberOut
    answers: dict[QuestionId, list[OptionId]]
    channel_ids: list[ChannelId]
    """The channels they have chosen."""

    @classmethod
    def of(cls, member: Member, community: Community, answers: Answers) -> Self:
        """The member with what they said last."""
        return cls(
            member=MemberOut.of(member, community),
            answers={one: list(chosen) for one, chosen in answers.by_question.items()},
            channel_ids=list(member.channels or ()),
        )
