"""Who speaks: dominant speaker identification by levels over three time scales.

Volfson and Cohen, "Dominant speaker identification for multipoint videoconferencing" (2012), with
the constants that Jitsi found to work. A cough does not take the floor, a sentence does.
"""

from __future__ import annotations

from collections.abc import Hashable
from math import exp, lgamma, log

from media_node.rtp.levels import SILENCE

#: Levels below this many decibels over silence are noise.
QUIET = 40
_STEP_S = 0.02
_IMMEDIATE, _MEDIUM, _LONG = 50, 10, 1
#: Sub-units per level, level per medium score, medium per long score; and what counts as active.
_N1, _N2, _N3 = 13, 5, 10
_MEDIUM_THRESHOLD, _LONG_THRESHOLD = 7, 4
_WEIGHTS = (0.78, 24.0, 47.0)
#: How much better, in log likelihood, a challenger must be on each scale.
_MARGINS = (3.0, 2.0, 0.0)


def _score(active: int, of: int, weight: float) -> float:
    """Log likelihood ratio of speech, from a binomial count of activity."""
    choose = lgamma(of + 1) - lgamma(active + 1) - lgamma(of - active + 1)
    return max(choose + of * log(0.5) - log(weight) + weight * active, exp(-10))


class _Voice:
    """The recent levels of one stream, newest first."""

    def __init__(self) -> None:
        self.levels = [0] * _IMMEDIATE
        self.filled_until = 0.0
        self.scores = (0.0, 0.0, 0.0)

    def add(self, level: int, now: float) -> None:
        steps = min(int((now - self.filled_until) / _STEP_S), _IMMEDIATE)
        if steps > 0:  # silence for what did not come
            self.levels = [level] + [0] * (steps - 1) + self.levels[: _IMMEDIATE - steps]
            self.filled_until = now
        else:
            self.levels[0] = max(self.levels[0], level)

    def evaluate(self, now: float) -> None:
        if now - self.filled_until > 2 * _STEP_S:
            self.add(0, now)
        units = [level // 10 for level in self.levels]
        medium = [
            sum(unit >= _MEDIUM_THRESHOLD for unit in units[n : n + _N2])
            for n in range(0, _IMMEDIATE, _N2)
        ]
        long = sum(count >= _LONG_THRESHOLD for count in medium)
        self.scores = (
            _score(units[0], _N1, _WEIGHTS[0]),
            _score(medium[0], _N2, _WEIGHTS[1]),
            _score(long, _N3, _WEIGHTS[2]),
        )


class SpeakerDetector:
    """Follows the levels of a room's audio streams."""

    def __init__(self) -> None:
        self._voices: dict[Hashable, _Voice] = {}
        self.dominant: Hashable | None = None
        #: Who spoke last comes first; those who never did are not in it.
        self.recent: list[Hashable] = []

    def heard(self, stream: Hashable, attenuation: int, now: float) -> None:
        """A packet of a stream was so quiet (RFC 6464), at a time in seconds."""
        loudness = SILENCE - attenuation
        voice = self._voices.get(stream)
        if voice is None:
            voice = self._voices[stream] = _Voice()
            voice.filled_until = now - _STEP_S
        voice.add(loudness if loudness > QUIET else 0, now)

    def forget(self, stream: Hashable) -> None:
        """The stream has ended."""
        self._voices.pop(stream, None)
        if stream in self.recent:
            self.recent.remove(stream)
        if self.dominant == stream:
            self.dominant = None

    def decide(self, now: float) -> bool:
        """Look who dominates now; whether that changed. Call it a few times a second."""
        for voice in self._voices.values():
            voice.evaluate(now)
        best = self._challenger()
        if best is None or best == self.dominant:
            return False
        self.dominant = best
        if best in self.recent:
            self.recent.remove(best)
        self.recent.insert(0, best)
        return True

    def _challenger(self) -> Hashable | None:
        holder = self._voices.get(self.dominant) if self.dominant is not None else None
        best, lead = None, 0.0
        for stream, voice in self._voices.items():
            if voice is holder or voice.scores[2] <= _score(0, _N3, _WEIGHTS[2]):
                continue
            margins = self._margins(voice, holder)
            if all(m > least for m, least in zip(margins, _MARGINS, strict=True)) and (
                margins[1] > lead
            ):
                best, lead = stream, margins[1]
        return best

    @staticmethod
    def _margins(voice: _Voice, holder: _Voice | None) -> tuple[float, ...]:
        if holder is None:
            return tuple(score + 100 for score in voice.scores)
        pairs = zip(voice.scores, holder.scores, strict=True)
        return tuple(log(challenger / held) for challenger, held in pairs)
