"""What a participant may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """What a track shows or sounds like."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"

    @property
    def kind(self) -> str:
        """Its kind of media."""
        return "audio" if self in (Source.MICROPHONE, Source.SCREEN_AUDIO) else "video"


#: What a track is when its publisher does not say.
DEFAULT_SOURCE = {"audio": Source.MICROPHONE, "video": Source.CAMERA}


@dataclass(frozen=True, slots=True)
class Grants:
    """From the token a participant joined with."""

    publish: frozenset[Source] = frozenset()
    subscribe: bool = False
    #: Mute and eject others.
    moderate: bool = False


EVERYTHING = Grants(frozenset(Source), subscribe=True, moderate=True)
