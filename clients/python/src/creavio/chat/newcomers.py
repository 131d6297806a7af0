"""Slash commands for who comes in: the rules, agreeing to them, and questions."""

from __future__ import annotations

from contextlib import suppress

from creavio import asked as door
from creavio.chat.conversation import Conversation
from creavio.errors import CreavioError
from creavio.models import Onboarding
from creavio.places import NoSuchPlaceError


async def greet(chat: Conversation) -> None:
    """Say what a newcomer has to agree to before they may write; who need not is told nothing."""
    if chat.here.place.community is None:
        return
    with suppress(CreavioError):  # the chat goes on without
        asked = await _asked(chat)
        if asked.me is not None and asked.me.pending:
            _show(chat, asked)
            chat.note("you may read; to write, agree to the rules: /agree")


async def show(chat: Conversation, _: str) -> None:
    """Show the rules and the questions."""
    _show(chat, await _asked(chat))


async def agree(chat: Conversation, argument: str) -> None:
    """Agree to the rules that were shown, and answer."""
    asked = await _asked(chat)
    if asked.rules is None:
        chat.note("there are no rules to agree to here")
        return
    if chat.rules_shown.get(_community(chat)) != asked.rules.version:
        _show(chat, asked)
        chat.note("these are the rules: /agree once more if you do")
        return
    await _say(chat, asked, argument, asked.rules.version)
    chat.note("agreed: you may write")


async def answer(chat: Conversation, argument: str) -> None:
    """Answer questions; those not named keep their answers."""
    if not argument:
        raise NoSuchPlaceError("say what: /answer 1=2 chooses option 2 of question 1")
    await _say(chat, await _asked(chat), argument, None)
    chat.note("answered; /rules shows what you chose")


async def _say(chat: Conversation, asked: Onboarding, argument: str, version: int | None) -> None:
    said = door.merged(asked, argument.split())
    await chat.client.onboarding.answer(_community(chat), said, rules_version=version)


def _show(chat: Conversation, asked: Onboarding) -> None:
    for line in door.lines(asked):
        chat.note(line)
    if asked.rules is not None:
        chat.rules_shown[_community(chat)] = asked.rules.version


async def _asked(chat: Conversation) -> Onboarding:
    return await chat.client.onboarding.get(_community(chat))


def _community(chat: Conversation) -> str:
    community = chat.here.place.community
    if community is None:
        raise NoSuchPlaceError("there is no community here")
    return community.id
