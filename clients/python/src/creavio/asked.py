"""What newcomers are asked, as lines for people, and what they type as answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from creavio.errors import CreavioError
from creavio.models import Onboarding, Question
from creavio.text import safe, safe_line


class UnclearAnswerError(CreavioError):
    """What was typed names no question or no option."""


def lines(asked: Onboarding) -> Iterator[str]:
    """The rules and the questions, numbered from 1; what oneself has chosen bears a star."""
    if asked.rules is not None:
        yield f"rules, version {asked.rules.version}:"
        yield from safe(asked.rules.text).splitlines()
    answers = asked.me.answers if asked.me else {}
    for number, question in enumerate(asked.questions, start=1):
        yield f"{number}. {safe_line(question.prompt)}{_how(question)}"
        for place, option in enumerate(question.options, start=1):
            mark = "*" if option.id in answers.get(question.id or "", ()) else " "
            said = " ".join(filter(None, (option.emoji, option.label)))
            more = f" ({option.description})" if option.description else ""
            yield f"  {mark} {number}={place} {safe_line(said + more)}"
    if asked.rules is None and not asked.questions:
        yield "nothing is asked here"


def read(asked: Onboarding, words: Iterable[str]) -> dict[str, list[str]]:
    """Answers as they are typed: `1=2` chooses the second option of the first question, `1=2,3` two
    of them. Raises `UnclearAnswerError`.
    """
    answers: dict[str, list[str]] = {}
    for word in words:
        number, _, places = word.partition("=")
        question = _at(asked.questions, number, word)
        chosen = [_at(question.options, place, word).id for place in places.split(",")]
        answers[str(question.id)] = [str(one) for one in chosen]
    return answers


def merged(asked: Onboarding, words: Sequence[str]) -> dict[str, list[str]] | None:
    """Earlier answers with what is typed in their place; None, which leaves them, for no words."""
    if not words:
        return None
    earlier = asked.me.answers if asked.me else {}
    kept = {
        str(question.id): [str(one.id) for one in question.options if one.id in chosen]
        for question in asked.questions
        if (chosen := earlier.get(str(question.id)))
    }
    return {**kept, **read(asked, words)}


def _at[T](things: tuple[T, ...], number: str, word: str) -> T:
    if not number.isdecimal() or not 1 <= int(number) <= len(things):
        raise UnclearAnswerError(f"{word!r} is no answer: 1=2 is option 2 of question 1")
    return things[int(number) - 1]


def _how(question: Question) -> str:
    several = ", several" if question.kind == "multiple" else ""
    return f" (must be answered{several})" if question.required else several and " (several)"
