"""What is typed in the chat beside messages, against the real functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest

from commons.testing import Person, person
from creavio import Client
from creavio.chat import newcomers, view
from creavio.chat.conversation import Conversation, Room
from creavio.chat.slash import enter_line
from creavio.chat.view import Line, body_of
from creavio.models import NewAnswer, NewPoll, Option, Question, User
from creavio.places import Place

from .functions import client_of

pytestmark = pytest.mark.usefixtures("aws")


class Face:
    """Keeps what is shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def show(self, line: Line) -> None:
        self.lines.append(line.plain)

    def refresh(self) -> None:
        """Nothing to do."""


def sit_down(who: Person, client: Client, place: Place) -> tuple[Conversation, Face]:
    """Somebody in a channel."""
    face = Face()
    chat = Conversation(client, client.gateway(), face, User(who.user_id, "somebody"))
    chat._here = Room(place, who.user_id)
    return chat, face


async def test_what_happens_next_and_coming() -> None:
    async with client_of(ann := person()) as client:
        garden = await client.communities.create("Garden")
        chat, face = sit_down(ann, client, Place(garden.channels[0], garden))
        await enter_line(chat, "/events")
        assert face.lines == ["* nothing is planned"]
        soon = datetime.now(UTC) + timedelta(days=1)
        event = await client.calendar.create(garden.id, "Planting", soon, soon + timedelta(hours=1))
        await enter_line(chat, "/events")
        assert face.lines[-1].endswith(f"Planting ({event.id})")
        await enter_line(chat, f"/rsvp {event.id} going")
        assert face.lines[-1] == "* Planting: going"
        await enter_line(chat, f"/rsvp {event.id} perhaps")
        assert "going, maybe or declined" in face.lines[-1]


async def test_people_are_kept_out_by_name_and_a_refusal_says_how_to_ask_why() -> None:
    handle, hers = f"ben{token_hex(4)}", f"ann{token_hex(4)}"
    async with client_of(ann := person(hers)) as alice, client_of(ben := person(handle)) as bob:
        garden = await alice.communities.create("Garden", visibility="public")
        await bob.members.join(garden.id)
        chat, face = sit_down(ben, bob, Place(garden.channels[0], garden))
        await enter_line(chat, f"/kick {hers}")
        assert "You lack KICK_MEMBERS." in face.lines[-2]
        assert face.lines[-1] == "* /why KICK_MEMBERS tells the rules"
        await enter_line(chat, "/timeout somebody soon")
        assert "/timeout USER MINUTES" in face.lines[-1]
        chat, face = sit_down(ann, alice, Place(garden.channels[0], garden))
        await enter_line(chat, f"/ban @{handle} Shouting, again")
        assert face.lines == [f"* @{handle} is banned"]
        assert [b.reason async for b in alice.members.bans(garden.id)] == ["Shouting, again"]
        await enter_line(chat, f"/unban {handle}")
        assert await alice.members.bans(garden.id).all() == []
        await enter_line(chat, "/kick nobody_at_all")
        assert "nobody is called 'nobody_at_all'" in face.lines[-1]


async def test_a_newcomer_is_shown_the_rules_and_agrees_to_what_they_read() -> None:
    async with client_of(person()) as owner, client_of(bea := person()) as client:
        garden = await owner.communities.create("Garden", visibility="public")
        question = Question("Where?", (Option("North"), Option("South")), required=True)
        await owner.onboarding.set(garden.id, rules="Be kind.", questions=[question])
        await client.members.join(garden.id)
        chat, face = sit_down(bea, client, Place(garden.channels[0], garden))
        await newcomers.greet(chat)
        assert face.lines == [
            "* rules, version 1:",
            "* Be kind.",
            "* 1. Where? (must be answered)",
            "*     1=1 North",
            "*     1=2 South",
            "* you may read; to write, agree to the rules: /agree",
        ]
        asked = await owner.onboarding.get(garden.id)
        await owner.onboarding.set(garden.id, rules="Be quiet.", questions=asked.questions)
        await enter_line(chat, "/agree 1=2")
        assert face.lines[-1] == "* these are the rules: /agree once more if you do"
        await enter_line(chat, "/agree 1=2")
        assert face.lines[-1] == "* agreed: you may write"
        await enter_line(chat, "/answer 1=1")
        await enter_line(chat, "/rules")
        assert "*   * 1=1 North" in face.lines
        face.lines.clear()
        await newcomers.greet(chat)
        assert face.lines == []


async def test_the_last_message_is_reacted_to_pinned_and_looked_back_at() -> None:
    async with client_of(ann := person()) as client:
        garden = await client.communities.create("Garden")
        channel = garden.channels[0]
        chat, face = sit_down(ann, client, Place(channel, garden))
        await enter_line(chat, "/react 🍞")
        assert "nobody has written anything" in face.lines[-1]
        said = await client.messages.send(channel.id, "tomatos")
        said = await client.messages.edit(channel.id, said.id, "tomatoes")

        for line in ("/react 🍞", "/pin"):
            chat.here.messages.append(said)
            await enter_line(chat, line)
            said = await client.messages.get(channel.id, said.id)
        assert [(one.emoji, one.me) for one in said.reactions] == [("🍞", True)]
        assert said.pinned
        chat.here.messages.append(said)
        await enter_line(chat, "/pins")
        assert face.lines[-1].endswith("tomatoes (edited, 🍞 1)")
        await enter_line(chat, "/revisions")
        assert [line.rpartition(": ")[2] for line in face.lines[-2:]] == [
            "tomatoes",
            "tomatos",
        ]
        who = [one.user_id async for one in client.messages.reactors(channel.id, said.id, "🍞")]
        assert who == [ann.user_id]

        for line in ("/react 🍞", "/pin"):
            await enter_line(chat, line)
        said = await client.messages.get(channel.id, said.id)
        assert (said.reactions, said.pinned) == ((), False)
        await enter_line(chat, "/pins")
        assert face.lines[-1] == "* nothing is pinned here"
        await client.messages.typing(channel.id)
        more = await client.messages.send(channel.id, "more")
        await client.messages.delete_many(channel.id, [said.id, more.id], reason="done")
        assert (await client.messages.list(channel.id)).data == ()


async def test_asking_voting_and_what_disappears() -> None:
    async with client_of(ann := person()) as client:
        garden = await client.communities.create("Garden")
        channel = garden.channels[0]
        chat, face = sit_down(ann, client, Place(channel, garden))
        await enter_line(chat, "/vote 1")
        assert "nobody has asked anything" in face.lines[-1]
        await enter_line(chat, "/poll Rye? | yes")
        assert "/poll QUESTION" in face.lines[-1]
        poll = NewPoll("Rye?", (NewAnswer("yes"), NewAnswer("no", "🍞")))
        asked = await client.messages.send(channel.id, poll=poll, expires_in=60)
        chat.here.messages.append(asked)
        assert view.message_line(asked, "ann").plain.endswith(
            f"[poll] Rye? 1) yes 0  2) no 0 ({view._until(asked)[0]})"
        )
        await enter_line(chat, "/vote 2")
        assert face.lines[-1] == "* [poll] Rye? 1) yes 0  2) no 1 (you)"
        assert chat.here.messages[-1].poll == (await client.messages.get(channel.id, asked.id)).poll
        [voter] = await client.polls.voters(channel.id, asked.id).all()
        assert (voter.user_id, voter.answers) == (ann.user_id, (2,))
        await enter_line(chat, "/vote x")
        assert "by their numbers" in face.lines[-1]
        await enter_line(chat, "/close")
        await enter_line(chat, "/vote 1")
        assert "over" in face.lines[-1]
        await enter_line(chat, "/vanish soon hello")
        assert "/vanish SECONDS TEXT" in face.lines[-1]
        chat.here.messages[-1] = replace(asked, expires_at=datetime.now(UTC))
        assert chat.here.find(asked.id) is None


async def test_saying_it_later() -> None:
    async with client_of(ann := person()) as client:
        garden = await client.communities.create("Garden")
        chat, face = sit_down(ann, client, Place(garden.channels[0], garden))
        await enter_line(chat, "/later")
        assert face.lines[-1] == "* nothing is to be said later"
        await enter_line(chat, "/later soon")
        assert "/later MINUTES TEXT" in face.lines[-1]
        await enter_line(chat, "/later 5 good morning")
        [made] = await client.scheduled.list().all()
        assert face.lines[-1].endswith(made.id)
        moved = await client.scheduled.update(made.id, recurrence="FREQ=DAILY")
        assert (moved.content, moved.recurrence) == ("good morning", "FREQ=DAILY")
        await enter_line(chat, "/later")
        assert f"waiting: good morning {made.id}" in face.lines[-1]
        await enter_line(chat, "/never")
        assert "/never ID" in face.lines[-1]
        await enter_line(chat, f"/never {made.id}")
        assert await client.scheduled.list().all() == []
        chat.elsewhere.add(garden.channels[0].id)
        await enter_line(chat, "/read")
        assert chat.elsewhere == set()
        [state] = await client.channels.read_states()
        assert (state.channel_id, state.unread) == (garden.channels[0].id, 0)
        assert await client.channels.read_all(garden.id) == (state,)


async def test_a_thread_begins_from_the_last_message_here() -> None:
    async with client_of(ann := person()) as client:
        garden = await client.communities.create("Garden")
        channel = garden.channels[0]
        chat, face = sit_down(ann, client, Place(channel, garden))
        await enter_line(chat, "/threads")
        assert face.lines == ["* no thread is going on here"]
        await enter_line(chat, "/thread")
        assert "/thread NAME" in face.lines[-1]
        said = await client.messages.send(channel.id, "rye or wheat?")
        chat.here.messages.append(said)
        await enter_line(chat, "/thread Which flour?")
        begun = face.lines[-1]
        await enter_line(chat, "/threads")
        assert face.lines[-1] == begun

        thread_id = begun.rpartition(" ")[2]
        assert (await client.messages.get(channel.id, said.id)).thread == {"id": thread_id}
        thread = await client.channels.get(thread_id)
        assert (thread.type, thread.name, thread.message_id) == ("thread", "Which flour?", said.id)
        assert (thread.creator_id, thread.auto_archive_min) == (ann.user_id, 1440)
        await client.messages.send(thread_id, "rye")
        changed = await client.threads.update(
            thread_id, name="Flour", locked=True, archived=True, if_match=thread.etag
        )
        assert (changed.name, changed.locked, changed.archived) == ("Flour", True, True)
        listed = await client.threads.list(channel.id, archived=True).all()
        assert [one.id for one in listed] == [thread_id]
        await client.threads.leave(thread_id)
        await client.threads.join(thread_id)
        await client.threads.delete(thread_id, reason="decided")
        assert await client.threads.list(channel.id, archived=True).all() == []


async def test_the_last_message_is_passed_on() -> None:
    async with client_of(ann := person()) as client:
        garden = await client.communities.create("Garden")
        channel = garden.channels[0]
        shed = await client.channels.create(garden.id, f"shed{token_hex(4)}")
        chat, face = sit_down(ann, client, Place(channel, garden))
        await enter_line(chat, "/forward")
        assert "/forward CHANNEL" in face.lines[-1]
        said = await client.messages.send(channel.id, "the tomatoes are up")
        chat.here.messages.append(said)
        await enter_line(chat, f"/forward {shed.id}")
        assert face.lines[-1] == f"* passed on to Garden #{shed.name}"

        [passed] = (await client.messages.list(shed.id)).data
        assert passed.content is None
        assert passed.forward is not None
        assert passed.forward.content == "the tomatoes are up"
        assert body_of(passed) == "» the tomatoes are up"
        origin = await client.messages.origin(shed.id, passed.id)
        assert (origin.channel_id, origin.message_id) == (channel.id, said.id)
        assert (origin.community_id, origin.author_id) == (garden.id, ann.user_id)
