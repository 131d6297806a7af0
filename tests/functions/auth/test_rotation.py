"""No good token is refused while keys change: whoever is stale, killed or late, and under load.

The clock is moved through whole rotations. At every step a new function and a new reader of the
public document start and stay, so that at every later step caches of every age are asked.
"""

from __future__ import annotations

import json
import random
import threading
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from commons.clock import now_s
from commons.testing import Context, call
from functions.auth.endpoints.list_sessions import list_sessions
from functions.auth.jobs.rotate_keys import rotate_keys
from functions.auth.models import PublicKey
from functions.auth.rules import JWKS_MAX_AGE_S, OVERLAP_S, in_order, signs
from functions.auth.tokens import access_token
from tests.clocks import Clock
from tests.faults import AFTER, BEFORE, calls
from tests.functions.auth.conftest import again, refreshed, registered
from tests.functions.auth.verifiers import (
    PERIOD_S,
    Function,
    Reader,
    Verifier,
    forged,
    forget_keys,
    fresh_stage,
)

#: Seconds from the moment a key begins to sign: around it, around the ages of caches, and around
#: the end of the key before.
SWITCH = (
    -301,
    -299,
    -61,
    -59,
    -1,
    1,
    59,
    61,
    299,
    301,
    OVERLAP_S - 1,
    OVERLAP_S + 1,
    OVERLAP_S + 61,
)
FEWER = (-61, -1, 1, 301, OVERLAP_S + 61)


@dataclass
class Platform:
    """Everybody who verifies, every token that is still good, and who refused one."""

    clock: Clock
    newcomers: tuple[type[Function] | type[Reader], ...] = (Function, Reader)
    fleet: list[Verifier] = field(default_factory=list)
    good: list[str] = field(default_factory=list)
    leaked: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def sign(self, skew_s: int = 0) -> None:
        """A token by a signer whose clock is off."""
        self.clock.move(skew_s)
        self.good.append(access_token("usr_x", "ses_x"))
        self.clock.move(-skew_s)

    def look(self) -> None:
        """Two more begin to verify; everybody is shown every good token."""
        self.fleet += [kind() for kind in self.newcomers]
        self.good = [token for token in self.good if self.is_good(token)]
        for token in self.good:
            self.seen[part(token, 0)["kid"]] += 1
            for who in self.fleet:
                if not who.accepts(token):
                    self.refused.append(f"{type(who).__name__} at {now_s()}: {part(token, 0)}")

    def is_good(self, token: str) -> bool:
        """Whether nobody has a reason to refuse it."""
        return part(token, 0)["kid"] not in self.leaked and part(token, 1)["exp"] > now_s()

    def step(self) -> None:
        """A moment: three signers, one right and two whose clocks are off; then everybody looks."""
        for skew_s in (0, -60, 25):
            self.sign(skew_s)
        self.look()

    def walk(self, offsets: tuple[int, ...]) -> None:
        """Through the next change of keys."""
        begins, _ = self.next_change()
        for moment in (begins + offset for offset in offsets):
            if moment > now_s():
                self.clock.move_to(moment)
                self.step()

    def next_change(self) -> tuple[int, PublicKey]:
        """When the next key begins to sign, and the one that does now."""
        rows = PublicKey.list()
        now = signs(rows, now_s())
        assert now is not None
        [following] = [key for key in in_order(rows) if key.generation == now.generation + 1]
        return int(following.signs_from_s), now


def part(token: str, number: int) -> dict[str, Any]:
    """The header or the claims of a token."""
    text = token.split(".")[number]
    read: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


def rotate(**arguments: str) -> None:
    """The job runs."""
    rotate_keys({"detail": arguments}, Context())


@pytest.fixture
def platform(aws: str) -> Iterator[Platform]:
    """A stage without keys."""
    with fresh_stage() as clock:
        yield Platform(clock)


def test_no_good_token_is_refused_while_keys_change(platform: Platform) -> None:
    for _ in range(2):
        platform.step()
        rotate()
        platform.walk(SWITCH)
        rotate()
    assert platform.refused == []
    assert len(platform.seen) == 3
    assert min(platform.seen.values()) > 10


def test_none_is_refused_when_the_job_was_late(platform: Platform) -> None:
    platform.step()
    platform.clock.move(3 * PERIOD_S)
    platform.step()  # whoever reads the document now learns of the key it lacks when it is old
    rotate()
    platform.walk(SWITCH)
    assert platform.refused == []
    assert len(platform.seen) == 3


def test_everybody_refuses_an_ended_key(platform: Platform) -> None:
    platform.step()
    rotate()
    platform.walk(FEWER)
    functions = [who for who in platform.fleet if isinstance(who, Function)]
    assert len(functions) > len(FEWER)
    assert not any(who.accepts(forged(1)) for who in functions)
    platform.clock.move(JWKS_MAX_AGE_S)
    assert not any(who.accepts(forged(1)) for who in platform.fleet)


def _first_signer(platform: Platform) -> Callable[[], None]:
    return platform.sign


def _job(platform: Platform) -> Callable[[], None]:
    platform.step()
    platform.clock.move(PERIOD_S + 1)
    return rotate


def _leak(platform: Platform) -> Callable[[], None]:
    platform.step()
    kid = part(platform.good[-1], 0)["kid"]
    platform.leaked.add(kid)
    return lambda: rotate(leaked=kid)


def _leak_of_the_last(platform: Platform) -> Callable[[], None]:
    """Nobody could know the key that replaces all: readers learn of it in five minutes."""
    platform.newcomers = (Function,)
    platform.step()
    platform.leaked.update(key.sk for key in in_order(PublicKey.list()))
    [last] = [key.sk for key in in_order(PublicKey.list()) if key.ttl is None]
    return lambda: rotate(leaked=last)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("scene", [_first_signer, _job, _leak, _leak_of_the_last])
def test_whoever_changes_keys_may_die_at_any_call(
    platform: Platform, scene: Callable[[Platform], Callable[[], None]], when: str
) -> None:
    kills = 0
    for kill_at in count():
        forget_keys()
        here = Platform(platform.clock)
        act = scene(here)
        with calls(kill_at, when) as watched:
            act()
        if len(watched.names) <= kill_at:
            break
        kills += 1
        here.step()
        act()  # Lambda, or the operator, repeats it
        here.step()
        rotate()
        here.walk(FEWER)
        assert here.refused == [], (kill_at, watched.names)
    assert kills >= 2


class Load:
    """People who sign in, refresh and call, each on a thread, until they are told to stop."""

    def __init__(self, platform: Platform, people: int) -> None:
        self.platform, self.stopping = platform, threading.Event()
        self.rounds = [0] * people
        self.answered: Counter[str] = Counter()

    def person(self, number: int) -> None:
        """One of them; when one fails, all stop."""
        try:
            self._act(number)
        finally:
            self.stopping.set()

    def _act(self, number: int) -> None:
        who, held = registered(), list[str]()
        refresh_token = who.tokens["refresh_token"]
        while not self.stopping.is_set():
            if random.random() < 0.1:
                refresh_token = again(who).tokens["refresh_token"]
            reply = refreshed(refresh_token)
            assert reply.status == 200, reply
            refresh_token = reply.body["refresh_token"]
            held = [*held[-5:], reply.body["access_token"]]
            for token in held:
                self.show(token)
            self.rounds[number] += 1

    def show(self, token: str) -> None:
        """A call with the token, and one function of the fleet that is shown it."""
        status = call(list_sessions, "/auth/sessions", as_=token).status
        seen = random.choice(self.platform.fleet).accepts(token)
        kid = part(token, 0)["kid"]
        if status == 200 and seen:
            self.answered[kid] += 1
        elif self.platform.is_good(token):
            self.platform.refused.append(f"{status} {seen} at {now_s()}: {kid}")

    def let_everybody(self, times: int) -> None:
        """Wait until each has done so many more rounds."""
        wanted = [done + times for done in self.rounds]
        while any(done < want for done, want in zip(self.rounds, wanted, strict=True)):
            assert not self.stopping.wait(0.01)


def under_load(platform: Platform, people: int, changes: int, rounds: int) -> Load:
    """Whole rotations, step by step, while people use the platform; then a key leaks."""
    load = Load(platform, people)
    platform.fleet.append(Function())

    def everybody_at(epoch_s: float) -> None:
        platform.clock.move_to(epoch_s)
        platform.fleet += [Function(), Reader()]
        load.let_everybody(rounds)

    def rotations() -> None:
        try:
            load.let_everybody(1)
            for _ in range(changes):
                begins, _ = platform.next_change()
                for offset in SWITCH:
                    everybody_at(begins + offset)
                list(pool.map(lambda _: rotate(), range(3)))
            everybody_at(now_s() + JWKS_MAX_AGE_S + 1)  # all readers know the next key
            _, current = platform.next_change()
            platform.leaked.add(current.sk)
            rotate(leaked=current.sk)
            for seconds in (1, 10, 61, 301):
                everybody_at(now_s() + seconds)
        finally:
            load.stopping.set()

    with ThreadPoolExecutor(people + 4) as pool:
        acting = [pool.submit(load.person, number) for number in range(people)]
        pool.submit(rotations).result()
        for act in acting:
            act.result()
    return load


def test_none_is_refused_under_load(platform: Platform) -> None:
    load = under_load(platform, people=3, changes=1, rounds=1)
    assert platform.refused == []
    assert len(load.answered) == 3


@pytest.mark.nightly
def test_none_of_very_many_is_refused_under_load(platform: Platform) -> None:
    load = under_load(platform, people=8, changes=2, rounds=3)
    assert platform.refused == []
    assert len(load.answered) == 4
    assert sum(load.answered.values()) > 3000
