"""PUT /channels/{channel_id}/posts/feed"""

from __future__ import annotations

from commons.contracts.posts import PostModerated
from commons.testing import Person, Reply, call, emitted
from functions.posts.endpoints.switch_feed import switch_feed
from tests.functions.communities.conftest import check_lacks
from tests.functions.posts.forums import Place
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_refused,
    check_same,
    nothing_changes,
)

GOOD = {"enabled": True}


def switched(path: str, who: Person, enabled: bool) -> Reply:
    """Ask for it."""
    return call(switch_feed, f"{path}/feed", as_=who, body={"enabled": enabled})


def test_who_manages_channels_switches_it_and_it_is_written_down(place: Place) -> None:
    [rye] = place.tags({"name": "rye"})
    assert switched(place.path, place.owner, True).status == 204
    [*_, event] = emitted(PostModerated, target_id=place.channel_id)
    assert (event.action, event.before, event.after) == (
        "feed_updated",
        {"feed": False},
        {"feed": True},
    )
    assert switched(place.path, place.owner, False).status == 204
    assert place.post(tags=[rye])["tags"] == [rye]


def test_others_do_not(place: Place, mallory: Person) -> None:
    with nothing_changes("posts"):
        check_lacks(switched(place.path, place.reader, True), "MANAGE_CHANNELS")
        absent = switched(f"/channels/chn_{'0' * 26}/posts", mallory, True)
        check_same(switched(place.path, mallory, True), absent)
        text = switched(f"/channels/{place.text_channel_id}/posts", place.owner, True)
        check_refused(text, 409, "not_a_forum")


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    bad: dict[str, tuple[object, ...]] = {"enabled": ([], {}, None, 1, "true")}
    with nothing_changes("posts"):
        check_bad_bodies(switch_feed, f"{place.path}/feed", GOOD, place.owner)
        check_bad_fields(switch_feed, f"{place.path}/feed", GOOD, bad, place.owner)
