"""What may be asked of newcomers, and what their answers give. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from commons import resolver
from commons.access import Standing
from commons.bounds import Bound
from commons.errors import ValidationFailed
from commons.ids import OPTION, QUESTION, new_id
from commons.permissions import EVERYONE, WRITING, Permission

from ..errors import DangerousRole, LimitReached, MembersOnly, NothingAsked, RulesChanged
from ..models.onboarding import Onboarding, Option, Question
from .members import MAX_CHANNELS_GRANTED, MAX_ROLES, MAX_ROLES_CHOSEN

MAX_RULES = Bound(8000, "rules_characters", "The rules of a community.")
MAX_QUESTIONS = Bound(10, "questions_per_onboarding", "Questions to newcomers.")
MAX_OPTIONS = Bound(25, "options_per_question", "Answers that one question offers.")
MAX_OPTION_ROLES = Bound(10, "roles_per_option", "Roles that one answer gives.")
MAX_OPTION_CHANNELS = Bound(10, "channels_per_option", "Channels that one answer opens.")
MAX_OFFERED = Bound(40, "channels_offered", "Channels that all answers of a community open.")

#: What a role may grant that anybody gives themselves by an answer: what harms nobody else.
HARMLESS = int((EVERYONE | WRITING) & ~Permission.MENTION_EVERYONE)

Gives = Literal["role_ids", "channel_ids"]
Given = Mapping[str, Sequence[str]]
Found = dict[str, str]


def offered(questions: Sequence[Question], what: Gives) -> set[str]:
    """The roles or channels that some option gives."""
    return {id_ for question in questions for option in question["options"] for id_ in option[what]}


def numbered(given: Sequence[dict[str, Any]], before: Sequence[Question]) -> list[Question]:
    """The questions and options with their ids: new ones get one, others keep theirs.

    Raises ValidationFailed for ids that are not there, or come twice.
    """
    known = {question["id"]: {one["id"] for one in question["options"]} for question in before}
    found: list[Found] = []
    numbered: list[Any] = []
    for i, question in enumerate(given):
        pointer, id_ = f"/body/questions/{i}", question["id"]
        if id_ is not None and id_ not in known:
            found.append(_found(f"{pointer}/id", "no_such_question"))
            continue
        options = _numbered(question["options"], known.pop(id_, set()), pointer, found)
        numbered.append(question | {"id": id_ or new_id(QUESTION), "options": options})
    _refuse(found)
    return numbered


def _numbered(
    given: Sequence[dict[str, Any]], known: set[str], pointer: str, found: list[Found]
) -> list[dict[str, Any]]:
    numbered = []
    for j, option in enumerate(given):
        if option["id"] is not None and option["id"] not in known:
            found.append(_found(f"{pointer}/options/{j}/id", "no_such_option"))
        known = known - {option["id"]}
        numbered.append(option | {"id": option["id"] or new_id(OPTION)})
    return numbered


def without(
    questions: Sequence[Question], role_ids: set[str], channel_ids: set[str]
) -> list[Question]:
    """The questions without roles and channels that are gone."""

    def left(option: Option) -> Option:
        roles = [one for one in option["role_ids"] if one not in role_ids]
        channels = [one for one in option["channel_ids"] if one not in channel_ids]
        return {**option, "role_ids": roles, "channel_ids": channels}

    return [{**one, "options": [left(option) for option in one["options"]]} for one in questions]


def next_rules(before: Onboarding, text: str | None, at: str, *, minor: bool) -> dict[str, Any]:
    """What the rules are with this text. Another text is another version, never used before.

    minor: who agreed to the text before need not agree again.
    """
    version, since = int(before.rules_version), int(before.consent_from)
    if text is None or text == before.rules:
        kept = None if text is None else before.rules_at
        return {
            "rules": text,
            "rules_version": version,
            "consent_from": since,
            "rules_at": kept,
        }
    again = not minor or before.rules is None
    return {
        "rules": text,
        "rules_version": version + 1,
        "consent_from": version + 1 if again else since,
        "rules_at": at,
    }


def check_harmless(role: resolver.Role) -> None:
    """Raise DangerousRole for a role that nobody may give themselves."""
    if role.bits & ~HARMLESS:
        raise DangerousRole


def check_answers_to(asked: Onboarding, standing: Standing) -> None:
    """Raise unless something is asked, and of them."""
    if not (standing.present and standing.member.whole):
        raise MembersOnly
    if asked.asks_nothing:
        raise NothingAsked


def agreed(asked: Onboarding, consented: int, said: int | None) -> int:
    """The version of the rules that somebody has agreed to from now on.

    said: which they agree to now, if they do. Raises RulesChanged, ValidationFailed.
    """
    if said is not None and said != asked.version:
        raise RulesChanged(rules_version=asked.version)
    if said is None and consented < asked.asks_for:
        _refuse([_found("/body/rules_version", "consent_required")])
    return max(consented, said or 0)


def kept_of(questions: Sequence[Question], earlier: Given, said: Given | None) -> Given:
    """What is kept of what somebody says, each option once; None repeats what they said earlier,
    as far as it is still there to be chosen.
    """
    if said is None:
        there = {one["id"]: {option["id"] for option in one["options"]} for one in questions}
        said = {
            question_id: [one for one in chosen if one in there.get(question_id, ())]
            for question_id, chosen in earlier.items()
        }
    return {one: list(dict.fromkeys(chosen)) for one, chosen in said.items() if chosen}


def chosen(questions: Sequence[Question], given: Given) -> list[Option]:
    """The options that answers choose. Raises ValidationFailed, pointing at each wrong answer."""
    asked = {question["id"]: question for question in questions}
    found = [_answer(one, "no_such_question") for one in given if one not in asked]
    for question_id, question in asked.items():
        found += _wrong(question, given.get(question_id, ()))
    _refuse(found)
    return [
        option
        for question_id, question in asked.items()
        for option in question["options"]
        if option["id"] in given.get(question_id, ())
    ]


def _wrong(question: Question, chosen: Sequence[str]) -> Iterator[Found]:
    if set(chosen) - {option["id"] for option in question["options"]}:
        yield _answer(question["id"], "no_such_option")
    elif question["kind"] == "single" and len(set(chosen)) > 1:
        yield _answer(question["id"], "one_only")
    elif question["required"] and not chosen:
        yield _answer(question["id"], "required")


def roles_with(
    held: Sequence[str], by_answers: Sequence[str], wanted: Sequence[str]
) -> tuple[list[str], list[str]]:
    """The roles of a member whose answers give these, and those that came by answers.

    held: what they hold, by_answers: which of it came by earlier answers, and goes unless it is
    wanted again; what somebody gave them by hand stays, and stays theirs. Raises LimitReached.
    """
    kept = [one for one in held if one in wanted or one not in by_answers]
    new = [one for one in wanted if one not in kept]
    roles, came = kept + new, [one for one in kept if one in by_answers] + new
    if len(roles) > MAX_ROLES or len(came) > MAX_ROLES_CHOSEN:
        raise LimitReached
    return roles, came


def opened(options: Sequence[Option]) -> list[str]:
    """The channels that chosen options open. Raises LimitReached."""
    channels = list(dict.fromkeys(one for option in options for one in option["channel_ids"]))
    if len(channels) > MAX_CHANNELS_GRANTED:
        raise LimitReached
    return channels


def given_roles(options: Sequence[Option], roles: Mapping[str, resolver.Role]) -> list[str]:
    """The roles that chosen options give: none that is gone, or may do harm by now."""
    wanted = dict.fromkeys(one for option in options for one in option["role_ids"])
    return [one for one in wanted if one in roles and not roles[one].bits & ~HARMLESS]


TEXTS = {
    "no_such_question": "There is no such question, or it comes twice.",
    "no_such_option": "This question has no such option, or it comes twice.",
    "one_only": "Choose one option of this question.",
    "required": "This question must be answered.",
    "consent_required": "Say which version of the rules you agree to.",
}


def _answer(question_id: str, code: str) -> Found:
    return _found(f"/body/answers/{question_id}", code)


def _found(pointer: str, code: str) -> Found:
    return {"pointer": pointer, "code": code, "detail": TEXTS[code]}


def _refuse(found: Sequence[Found]) -> None:
    if found:
        raise ValidationFailed(tuple(found))
