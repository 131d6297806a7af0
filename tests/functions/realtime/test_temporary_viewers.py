"""Whoever sees a channel by a role that ends hears nothing that was accepted after its end."""

from __future__ import annotations

import pytest

from commons.clock import now_ms, now_s, rfc3339
from commons.permissions import READING, Permission
from commons.testing import Connections, Person, call
from commons.transactions import transaction
from functions.communities.endpoints.grant_role import grant_role
from functions.communities.models.access import ChannelAccess
from functions.communities.models.access import Version as AccessVersion
from functions.realtime.models import Focus
from tests.clocks import moved_clock
from tests.functions.communities.entrances import add_role
from tests.functions.messages.places import Place, flush, heard, look, say


@pytest.fixture
def seeing(place: Place) -> str:
    """The role without which nobody sees the channel."""
    role_id = add_role(place)  # type: ignore[arg-type]  # a community like any other
    override(place, {place.community_id: f"0,{int(READING)},0", role_id: f"{int(READING)},0,0"})
    return role_id


def override(place: Place, overrides: dict[str, str]) -> None:
    """These are the channel's overrides."""
    with transaction() as tx:
        row = ChannelAccess.at(place.community_id, place.channel_id)
        tx.update(row, [ChannelAccess.overrides.set(overrides)])
        tx.update(AccessVersion.of(place.community_id), [AccessVersion.v.add(1)])


def give(place: Place, role_id: str, seconds: int | None = None) -> None:
    """The owner gives the member the role, for good or for some seconds."""
    path = f"/communities/{place.community_id}/members/{place.member.user_id}/roles/{role_id}"
    body = None if seconds is None else {"expires_at": rfc3339(now_ms() + seconds * 1000)}
    assert call(grant_role, path, as_=place.owner, body=body).status == 204


def said_after(place: Place, seconds: int) -> None:
    """Time passes and the owner says something."""
    with moved_clock() as clock:
        clock.move(seconds)
        say(place, place.owner)
        flush(place)


def viewer(place: Place, who: Person) -> Focus:
    """Somebody's row among those who look."""
    [found] = [row for row in Focus.list(place.stream) if row.user_id == who.user_id]
    return found


def test_they_hear_until_the_end_and_nothing_after(
    place: Place, seeing: str, connections: Connections
) -> None:
    give(place, seeing, 60)
    theirs, owners = (look(place, who, connections) for who in (place.member, place.owner))
    said_after(place, 30)
    assert len(heard(theirs)) == 1
    said_after(place, 61)

    assert (len(heard(theirs)), len(heard(owners))) == (1, 2)
    assert [row.user_id for row in Focus.list(place.stream)] == [place.owner.user_id]


def test_a_role_that_was_for_good_and_is_given_an_end_while_they_look(
    place: Place, seeing: str, connections: Connections
) -> None:
    give(place, seeing)
    theirs = look(place, place.member, connections)
    give(place, seeing, 60)
    said_after(place, 30)
    assert len(heard(theirs)) == 1
    said_after(place, 61)
    assert len(heard(theirs)) == 1


def test_an_end_that_was_moved_is_the_one_that_holds(
    place: Place, seeing: str, connections: Connections
) -> None:
    give(place, seeing, 60)
    theirs = look(place, place.member, connections)
    give(place, seeing, 600)
    said_after(place, 61)
    assert len(heard(theirs)) == 1
    assert now_s() + 590 < viewer(place, place.member).until <= now_s() + 600
    said_after(place, 601)
    assert len(heard(theirs)) == 1


def test_who_sees_the_channel_without_the_role_goes_on_hearing(
    place: Place, connections: Connections
) -> None:
    give(place, add_role(place), 60)  # type: ignore[arg-type]
    theirs = look(place, place.member, connections)
    for count in (1, 2):
        said_after(place, 61)
        assert len(heard(theirs)) == count
    assert viewer(place, place.member).until is None


def test_a_pump_whose_clock_is_behind_believes_what_was_written(
    place: Place, seeing: str, connections: Connections
) -> None:
    give(place, seeing, 60)
    theirs = look(place, place.member, connections)
    with moved_clock() as clock:
        clock.move(61)
        say(place, place.owner)
    flush(place)
    assert heard(theirs) == []


def test_a_role_that_hides_the_channel_ends_the_looking(
    place: Place, connections: Connections
) -> None:
    """Overrides of a role can take: so a grant is a loss too, and viewers are checked again."""
    hiding = add_role(place)  # type: ignore[arg-type]
    override(place, {hiding: f"0,{int(Permission.VIEW)},0"})
    theirs = look(place, place.member, connections)
    give(place, hiding)
    say(place, place.owner)
    flush(place)
    assert heard(theirs) == []
