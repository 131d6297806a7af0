"""What can be typed about polls: `/poll`, `/vote`, `/close`."""

from __future__ import annotations

from creavio.chat import view
from creavio.chat.conversation import Conversation
from creavio.models import Message, NewAnswer, NewPoll
from creavio.places import NoSuchPlaceError


async def ask(chat: Conversation, text: str) -> None:
    """Send a poll: its question and its answers, with bars between."""
    question, *answers = [part.strip() for part in text.split("|")]
    if len(answers) < 2:
        raise NoSuchPlaceError("say what is asked: /poll QUESTION | ANSWER | ANSWER …")
    poll = NewPoll(question, tuple(NewAnswer(answer) for answer in answers))
    ack = await chat.gateway.send(chat.here.place.channel.id, poll=poll)
    chat.here.own[ack.id] = ack.seq


async def vote(chat: Conversation, text: str) -> None:
    """Choose answers of the last poll by their numbers; none takes the vote back."""
    numbers = text.replace(",", " ").split()
    if not all(number.isdecimal() for number in numbers):
        raise NoSuchPlaceError("say which by their numbers: /vote 1 or /vote 1 3")
    message = _last(chat)
    chosen = [int(number) for number in numbers]
    poll = await chat.client.polls.vote(message.channel_id, message.id, chosen)
    chat.here.take(message.id, poll)
    chat.note(view.poll_text(poll))


async def close(chat: Conversation, _: str) -> None:
    """End the last poll early."""
    message = _last(chat)
    await chat.client.polls.close(message.channel_id, message.id)


def _last(chat: Conversation) -> Message:
    found = [message for message in chat.here.messages if message.poll is not None]
    if not found:
        raise NoSuchPlaceError("nobody has asked anything here lately")
    return found[-1]
