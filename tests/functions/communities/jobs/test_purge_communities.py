"""After 30 days nothing of a deleted community is left, wherever the purge died meanwhile."""

from __future__ import annotations

import secrets

import pytest

from commons.contracts.communities.channels import ChannelDeleted
from commons.contracts.communities.community import CommunityPurged
from commons.db import Record
from commons.testing import Context, Person, deliver, emitted
from functions.communities import deletion, models
from functions.communities.jobs import purge_communities as job
from functions.communities.jobs.purge_communities import purge_communities
from functions.communities.models.community import Community
from functions.messages import purging as messages_purging
from functions.messages.consumers.on_channel_deleted import on_channel_deleted as messages_hears
from functions.messages.jobs.purge_channels import purge_channels
from functions.posts import purging as posts_purging
from functions.posts.consumers.on_channel_deleted import on_channel_deleted as posts_hears
from functions.posts.jobs.purge_gone import purge_gone
from tests.events.actions.deletion import expire
from tests.faults import AFTER, BEFORE, calls
from tests.functions.communities.conftest import Place, founded
from tests.functions.communities.endpoints.test_delete_community import deleted
from tests.functions.communities.wholes import Whole, kinds, kinds_of, left, whole
from tests.refusals import nothing_changes

#: Kinds that a whole community has no row of: it is there or it is deleted, and not listed then.
NOT_WHILE_DELETED = {"directory.Listed"}


def purge() -> None:
    """Run the job."""
    purge_communities({}, Context())


def purge_elsewhere(about: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the others do when they hear of it, and an hour later."""
    for event in emitted(ChannelDeleted, community_id=about.ids[0]):
        for hears in (messages_hears, posts_hears):
            assert deliver(hears, event) == []
    monkeypatch.setattr(messages_purging, "LATEST_S", 0)
    monkeypatch.setattr(posts_purging, "LATEST_S", 0)
    for hourly in (purge_channels, purge_gone):
        hourly({}, Context())


def ended(about: Whole) -> None:
    """Delete it, and let the days pass."""
    assert deleted(about.place).status == 204
    expire(about.place.community_id)


@pytest.fixture
def canary() -> str:
    """A word."""
    return f"cnry{secrets.token_hex(8)}"


def test_what_is_tried_has_a_row_of_every_kind(alice: Person, canary: str) -> None:
    about = whole(alice, canary)
    listed = kinds_of(left(about)["communities"])
    deleted(about.place)
    there = kinds_of(left(about)["communities"])
    assert listed | there == kinds().keys(), "add it to tests/functions/communities/wholes.py"
    assert listed - there <= NOT_WHILE_DELETED


def test_every_kind_of_row_may_be_purged() -> None:
    prefixes = {kind.prefix for kind in purge_communities.purges}
    own = {kind.prefix for kind in _kinds(Record) if kind.__module__.startswith(models.__name__)}
    assert own - prefixes - {"", "DIR#"} == set(), "add it to PARTITIONS, and to rules/deletion.py"


def _kinds(kind: type[Record]) -> set[type[Record]]:
    return {kind, *(below for one in kind.__subclasses__() for below in _kinds(one))}


def test_nothing_is_left(alice: Person, canary: str, monkeypatch: pytest.MonkeyPatch) -> None:
    about, other = whole(alice, canary), founded(alice, "private")
    before = left_of(other)
    ended(about)
    purge()
    purge_elsewhere(about, monkeypatch)

    assert left(about) == {}
    told = {event.channel_id for event in emitted(ChannelDeleted, community_id=about.ids[0])}
    assert told == {one for one in about.ids if one.startswith("chn_")}
    assert len(emitted(CommunityPurged, community_id=about.ids[0])) == 1
    assert left_of(other) == before


def left_of(place: Place) -> dict[tuple[str, str], object]:
    """All rows of another community."""
    about = Whole(place, place.community_id, (place.channel_id,))
    return dict(left(about)["communities"])


def test_what_can_still_be_restored_is_left_alone(alice: Person) -> None:
    place = founded(alice, "private")
    deleted(place)
    with nothing_changes("communities"):
        purge()


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_whatever_call_it_dies_at_the_next_run_finishes(
    alice: Person, canary: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "AT_ONCE", 2)
    about = whole(alice, canary)
    ended(about)
    number = 0
    while Community.find_row(f"COM#{about.ids[0]}", "COM"):
        with calls(number, when):
            purge()
        number += 3
        assert number < 1000
    purge()
    purge_elsewhere(about, monkeypatch)
    assert left(about) == {}
    assert number > 3


def test_without_time_it_goes_on_in_the_next_run(
    alice: Person, canary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "AT_ONCE", 1)
    about = whole(alice, canary)
    ended(about)
    monkeypatch.setattr(job, "TIMEOUT_S", 0)
    before = len(left(about)["communities"])
    purge()
    assert Community.find_row(f"COM#{about.ids[0]}", "COM")
    assert len(left(about)["communities"]) <= before
    monkeypatch.undo()
    purge()
    purge_elsewhere(about, monkeypatch)
    assert left(about) == {}
