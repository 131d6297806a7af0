"""Who speaks."""

from __future__ import annotations

from media_node.rtp import levels
from media_node.rtp.speaker import SpeakerDetector

LOUD, SILENT = 25, 127


class Room:
    """A room whose voices say something for a while."""

    def __init__(self) -> None:
        self.detector, self.now = SpeakerDetector(), 10.0

    def pass_time(self, seconds: float, **voices: int) -> None:
        """Let every named voice be so quiet for a time."""
        for step in range(int(seconds / 0.02)):
            self.now += 0.02
            for name, attenuation in voices.items():
                self.detector.heard(name, attenuation, self.now)
            if step % 10 == 0:
                self.detector.decide(self.now)


def test_who_speaks_has_the_floor() -> None:
    room = Room()
    room.pass_time(1, ann=SILENT, bob=LOUD)
    assert room.detector.dominant == "bob"


def test_a_cough_does_not_take_it_and_a_sentence_does() -> None:
    room = Room()
    room.pass_time(2, ann=LOUD, bob=SILENT)
    room.pass_time(0.1, ann=LOUD, bob=10)
    assert room.detector.dominant == "ann"
    room.pass_time(2, ann=SILENT, bob=LOUD)
    assert room.detector.recent == ["bob", "ann"]


def test_nobody_has_it_while_all_are_silent() -> None:
    room = Room()
    room.pass_time(2, ann=SILENT, bob=100)
    assert room.detector.dominant is None


def test_a_pause_leaves_it_where_it_is() -> None:
    room = Room()
    room.pass_time(1, ann=LOUD, bob=SILENT)
    room.pass_time(3, ann=SILENT, bob=SILENT)
    assert room.detector.dominant == "ann"


def test_who_leaves_loses_it() -> None:
    room = Room()
    room.pass_time(1, ann=LOUD)
    room.detector.forget("ann")
    assert (room.detector.dominant, room.detector.recent) == (None, [])


def test_who_sends_nothing_is_silent() -> None:
    room = Room()
    room.pass_time(1, ann=LOUD)
    room.pass_time(2, bob=LOUD)
    assert room.detector.dominant == "bob"


def test_a_level_is_read_from_its_extension() -> None:
    assert levels.parse(b"\x9c") == (True, 28)
    assert levels.parse(None) is None
