"""What deletions have left is deleted."""

from __future__ import annotations

import pytest

from commons.contracts.communities.channels import ChannelDeleted
from commons.testing import Context, call, deliver
from functions.posts import purging
from functions.posts.consumers.on_channel_deleted import on_channel_deleted
from functions.posts.endpoints.delete_post import delete_post
from functions.posts.jobs.purge_gone import purge_gone
from functions.posts.models.gone import Gone
from tests.clocks import moved_clock
from tests.functions.posts.forums import Place
from tests.functions.posts.remains import busy, remains


def purged() -> None:
    """The hour has come."""
    purge_gone({}, Context())


def test_what_was_written_while_a_channel_was_deleted_goes_too(place: Place) -> None:
    """A request that was admitted before can commit after the channel's rows were deleted."""
    event = ChannelDeleted(
        community_id=place.community_id,
        channel_id=place.channel_id,
        actor_id=place.owner.user_id,
    )
    assert deliver(on_channel_deleted, event) == []
    late = busy(place, [place.reader])
    purged()
    assert remains(late) == []
    assert remains(place.channel_id) == [("GONE#", place.channel_id)]
    with moved_clock() as clock:
        clock.move(purging.LATEST_S + 1)
        purged()
    assert remains(place.channel_id) == []


def test_a_post_whose_event_was_lost_goes_with_the_next_hour(place: Place) -> None:
    post_id = busy(place, [place.reader])
    assert call(delete_post, f"/posts/{post_id}", as_=place.author).status == 204
    purged()
    assert remains(post_id) == []


def test_what_there_is_no_time_for_goes_on_next_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in Gone.list():  # what other tests have left would take the job's time
        other.delete()
    people = [place.author, place.reader]
    post_id = busy(place, people, comments=8)
    call(delete_post, f"/posts/{post_id}", as_=place.author)
    left = [len(remains(post_id))]

    class OneBatch(purging.Deadline):
        def __init__(self, seconds: float) -> None:
            self.batches = 0

        @property
        def over(self) -> bool:
            self.batches += 1
            return self.batches > 1

    monkeypatch.setattr(purging, "Deadline", OneBatch)
    while left[-1]:
        purged()
        left.append(len(remains(post_id)))
        assert left[-1] < left[-2]
    assert len(left) >= 3
