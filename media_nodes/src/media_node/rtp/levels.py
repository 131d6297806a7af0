"""Audio levels as a header extension (RFC 6464): clear also when the audio is encrypted."""

from __future__ import annotations

from typing import NamedTuple

SILENCE = 127


class AudioLevel(NamedTuple):
    """How loud one packet is."""

    is_voice: bool
    #: Decibels below the loudest a system can be: 0 is loudest, 127 is silence.
    attenuation: int


def parse(value: bytes | None) -> AudioLevel | None:
    """The level in an extension's value; None when there is none."""
    return AudioLevel(bool(value[0] & 0x80), value[0] & 0x7F) if value else None
