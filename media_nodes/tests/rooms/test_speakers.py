"""Slots that follow the speakers."""

from __future__ import annotations

import asyncio

from media_node.node import Node
from media_node.rooms.grants import Source
from media_node.testing.peer import Line
from tests.rooms.people import Person, join
from tests.waiting import until

SENDS = [Line("a", "audio", "sendonly"), Line("v", "video", "sendonly")]


def follow(person: Person) -> None:
    for slot in person.participant.slots.values():
        slot.follows = True
    person.participant.room.fill()


def seen(person: Person) -> list[str | None]:
    slots = person.participant.slots.values()
    return [slot.track.participant_id if slot.track else None for slot in slots]


async def speak(node: Node, speaker: Person, silent: list[Person]) -> None:
    """Somebody speaks until the room notices."""
    for _ in range(300):
        speaker.says("a", attenuation=20)
        for person in silent:
            person.says("a", attenuation=127)
        await asyncio.sleep(0.02)
        if speaker.participant.room.speakers.dominant == speaker.participant.id:
            return
    raise AssertionError("nobody noticed")


async def test_who_speaks_comes_into_a_slot_and_others_stay_where_they_are(node: Node) -> None:
    people = [await join(node, SENDS, f"usr_{name}") for name in ("ann", "bob", "cat")]
    ann, bob, cat = people
    lines = [Line(str(n), "video", "recvonly") for n in range(2)]
    viewer = await join(node, lines, "usr_eve")
    follow(viewer)
    assert seen(viewer) == [ann.participant.id, bob.participant.id]
    await speak(node, cat, [ann, bob])
    await until(lambda: seen(viewer) == [ann.participant.id, cat.participant.id])
    assert viewer.heard_of("speakers")[-1] == {"recent": [cat.participant.id]}
    assert viewer.heard_of("slots")[-1]["slots"][0]["participant_id"] == cat.participant.id


async def test_a_screen_comes_before_faces(node: Node) -> None:
    await join(node, SENDS, "usr_ann")
    viewer = await join(node, [Line("0", "video", "recvonly")], "usr_eve")
    follow(viewer)
    bob = await join(node, SENDS, "usr_bob", sources={"v": Source.SCREEN})
    assert seen(viewer) == [bob.participant.id]


async def test_nobody_follows_themselves(node: Node) -> None:
    both = [Line("v", "video", "sendonly"), Line("0", "video", "recvonly")]
    ann = await join(node, both, "usr_ann")
    follow(ann)
    assert seen(ann) == [None]


async def test_who_is_muted_by_a_moderator_does_not_speak(node: Node) -> None:
    ann = await join(node, SENDS, "usr_ann")
    ann.participant.tracks["a"].server_muted = True
    for _ in range(50):
        ann.says("a", attenuation=20)
        await asyncio.sleep(0.01)
    assert ann.participant.room.speakers.dominant is None
