"""The end of a whole run names what is granted and unused; here with what it would have seen."""

from __future__ import annotations

from dataclasses import replace

from commons.granted import Right, rights
from commons.testing import declarations
from functions.realtime.jobs.sweep_silent_sockets import sweep_silent_sockets
from functions.users.endpoints.get_me import get_me
from tests.grants import UNSEEN, complaints

EXPLAINED = {name for name, _ in UNSEEN}


def seen() -> dict[str, set[Right]]:
    """Everything but what is explained."""
    return {"users.get_me": rights(get_me)}


def test_what_is_used_is_no_complaint_and_what_is_explained_is_none() -> None:
    assert [line for line in complaints([get_me], seen()) if "users.get_me" in line] == []


def test_a_secret_that_nothing_reads_is_named() -> None:
    greedy = replace(get_me, secrets=("auth/keys",))
    assert "users.get_me is granted and never used: secret/auth/keys" in complaints(
        [greedy], seen()
    )


def test_one_verb_on_a_kind_of_row_is_enough_to_use_the_word() -> None:
    [one] = [right for right in rights(get_me) if right[1:] == ("table/auth", "SES#")]
    found = complaints([get_me], {"users.get_me": {one}})
    assert not [line for line in found if "SES#" in line]
    assert [line for line in found if "ACC#" in line]


def test_an_explanation_of_what_is_not_granted_is_named() -> None:
    posts_only = replace(sweep_silent_sockets, writes=())
    assert (
        "realtime.sweep_silent_sockets: explained in tests/grants.py and not granted:"
        " table/realtime F#" in complaints([posts_only], {})
    )


def test_what_is_seen_only_now_and_then_may_be_seen() -> None:
    used = {"realtime.sweep_silent_sockets": rights(sweep_silent_sockets)}
    assert not [line for line in complaints([sweep_silent_sockets], used) if "sweep" in line]


def test_what_is_explained_exists() -> None:
    assert {f"{d.service}.{d.name}" for d in declarations()} >= EXPLAINED
