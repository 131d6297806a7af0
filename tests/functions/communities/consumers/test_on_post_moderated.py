"""What moderators do to posts comes into the audit log, once."""

from __future__ import annotations

from dataclasses import replace

from commons.contracts.posts import PostModerated
from commons.ids import POST, new_id
from commons.testing import deliver
from functions.communities.consumers.on_post_moderated import on_post_moderated
from tests.functions.communities.conftest import Place
from tests.functions.communities.test_audit import check_chain
from tests.refusals import nothing_changes


def moderated(place: Place) -> PostModerated:
    """The owner locked a post."""
    return PostModerated(
        community_id=place.community_id,
        actor_id=place.owner.user_id,
        action="post_updated",
        target_id=new_id(POST),
        before={"locked": False},
        after={"locked": True},
        reason="Off topic.",
    )


def test_what_was_done_to_a_post_is_recorded(place: Place) -> None:
    event = moderated(place)
    assert deliver(on_post_moderated, event) == []

    entry = check_chain(place.community_id)[-1]
    assert (entry["action"], entry["actor_id"]) == ("post_updated", place.owner.user_id)
    assert (entry["target_type"], entry["target_id"]) == ("post", event.target_id)
    assert (entry["before"], entry["after"]) == ({"locked": False}, {"locked": True})
    assert entry["reason"] == "Off topic."


def test_an_event_that_comes_again_is_recorded_once(place: Place) -> None:
    event, other = moderated(place), moderated(place)
    length = len(check_chain(place.community_id))
    assert deliver(on_post_moderated, event, other, event, replace(other), event) == []
    assert len(check_chain(place.community_id)) == length + 2


def test_a_community_that_is_gone_gets_no_log(place: Place) -> None:
    with nothing_changes("communities"):
        event = replace(moderated(place), community_id=f"com_{'0' * 26}")
        assert deliver(on_post_moderated, event) == []
