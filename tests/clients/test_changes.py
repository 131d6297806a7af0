"""What a message is after an event about it: the last one decides, whatever came twice."""

from __future__ import annotations

from dataclasses import replace

from creavio.changes import after, messages_of
from creavio.models import Answer, Event, Message, Poll, Reaction

ME, SHE = "usr_me", "usr_she"
BREAD = "🍞"
SAID = Message("msg_1", "chn_1", 1, SHE, content="hello")


def reacted(kind: str, who: str, count: int, emoji: str = BREAD) -> Event:
    d = {"message_id": SAID.id, "user_id": who, "emoji": emoji, "count": count}
    return Event(f"REACTION_{kind}", 2, d=d)


def worded(kind: str, content: str, *, from_snapshot: bool = False, **more: object) -> Event:
    d = {"id": SAID.id, "channel_id": "chn_1", "seq": 1, "content": content, **more}
    return Event(f"MESSAGE_{kind}", 2, d=d, from_snapshot=from_snapshot)


def test_reactions_are_those_of_the_last_event() -> None:
    events = (reacted("ADD", SHE, 1), reacted("ADD", ME, 2), reacted("REMOVE", SHE, 1))
    message = SAID
    for event in events:
        message = after(after(message, event, ME), event, ME)
    assert message.reactions == (Reaction(BREAD, 1, me=True),)
    assert after(message, reacted("REMOVE", ME, 0), ME) == SAID


def voted(kind: str, who: str | None, chosen: list[int] | None, *counts: int) -> Event:
    answers = [{"id": n, "count": count} for n, count in enumerate(counts, 1)]
    d = {"message_id": SAID.id, "user_id": who, "chosen": chosen, "answers": answers, "voters": 2}
    closed = {"closed_at": "2027-03-01T09:30:00.000Z"} if kind == "CLOSE" else {}
    return Event(f"POLL_{kind}", 2, d=d | closed)


def test_a_poll_stands_as_the_last_event_says() -> None:
    asked = replace(SAID, poll=Poll("Rye?", (Answer(1, "yes"), Answer(2, "no"))))
    message = after(asked, voted("VOTE", SHE, [1], 1, 0), ME)
    message = after(message, voted("VOTE", ME, [2], 1, 1), ME)
    assert message.poll is not None
    assert [(one.count, one.me) for one in message.poll.answers] == [(1, False), (1, True)]
    message = after(message, voted("CLOSE", None, None, 2, 1), ME)
    assert message.poll is not None
    assert [(one.count, one.me) for one in message.poll.answers] == [(2, False), (1, True)]
    assert message.poll.is_over()
    edited = after(message, worded("UPDATE", "well?"), ME)
    assert (edited.content, edited.poll) == ("well?", message.poll)
    assert after(SAID, voted("VOTE", ME, [1], 1), ME) == SAID


def test_the_most_frequent_stands_first() -> None:
    message = after(after(SAID, reacted("ADD", SHE, 1), ME), reacted("ADD", SHE, 3, "🎉"), ME)
    assert [one.emoji for one in message.reactions] == ["🎉", BREAD]


def test_new_words_leave_reactions_and_the_pin() -> None:
    known = after(after(SAID, reacted("ADD", ME, 1), ME), Event("PIN_ADD", 3), ME)
    for kind in ("CREATE", "UPDATE"):
        event = worded(kind, "better", reactions=[], pinned=False)
        assert after(known, event, ME) == replace(
            event.message, reactions=known.reactions, pinned=True
        )
    assert not after(known, Event("PIN_REMOVE", 4), ME).pinned


def test_what_was_read_from_the_history_is_all_of_it() -> None:
    known = after(SAID, reacted("ADD", ME, 1), ME)
    assert after(known, worded("CREATE", "better", from_snapshot=True), ME).reactions == ()


def test_events_name_the_messages_they_are_about() -> None:
    assert messages_of(reacted("ADD", ME, 1)) == [SAID.id]
    assert messages_of(worded("CREATE", "a")) == [SAID.id]
    assert messages_of(Event("MESSAGE_BULK_DELETE", 2, d={"ids": ["a", "b"]})) == ["a", "b"]
    assert messages_of(Event("SOMETHING_ELSE", 2)) == []


def test_a_thread_is_its_messages_until_it_is_gone() -> None:
    begun = Event("THREAD_CREATE", 2, d={"id": "chn_2", "message_id": SAID.id})
    known = after(SAID, begun, ME)
    assert known.thread == {"id": "chn_2"}
    assert after(known, worded("UPDATE", "better", thread=None), ME).thread == {"id": "chn_2"}
    ended = Event("THREAD_DELETE", 3, d={"id": "chn_2", "message_id": SAID.id})
    assert after(known, ended, ME) == SAID
    assert messages_of(begun) == messages_of(ended) == [SAID.id]
    renamed = Event("THREAD_UPDATE", 3, d={"id": "chn_2", "message_id": SAID.id})
    assert messages_of(renamed) == []
    alone = Event("THREAD_CREATE", 2, d={"id": "chn_2", "message_id": None})
    assert messages_of(alone) == []
