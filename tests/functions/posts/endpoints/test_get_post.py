"""GET /posts/{post_id}"""

from __future__ import annotations

import pytest

from commons.permissions import Permission
from commons.testing import Person, call, person
from functions.posts.endpoints.get_post import get_post
from tests.functions.posts.forums import BREAD, Place
from tests.refusals import check_needs_caller, check_refused, check_same

ABSENT = f"/posts/pst_{'0' * 26}"


def test_reactions_are_counted_and_ones_own_are_told(place: Place) -> None:
    post_id = place.post()["id"]
    place.react(place.reader, post_id)
    place.react(place.author, post_id)
    place.react(place.author, post_id, "🎉")

    bread = {"emoji": BREAD, "count": 2, "me": True}
    assert place.seen(post_id).body["reactions"] == [
        bread,
        {"emoji": "🎉", "count": 1, "me": False},
    ]
    seen = place.seen(post_id, place.owner).body["reactions"]
    assert [one["me"] for one in seen] == [False, False]


def test_a_gated_post_shows_its_excerpt_to_who_does_not_hold_its_tier(place: Place) -> None:
    holder = place.join(person())
    tier = place.role(holder)
    secret = {"title": "Levain", "content": "The secret.", "excerpt": "Join to read."}
    post_id = place.post(place.owner, **secret, tier_id=tier)["id"]

    closed = place.seen(post_id).body
    assert (closed["title"], closed["excerpt"], closed["content"]) == (
        "Levain",
        "Join to read.",
        None,
    )
    assert closed["tier"] == {"tier_id": tier, "locked": True}
    for who in (holder, place.owner):
        assert place.seen(post_id, who).body["content"] == "The secret."
        assert place.seen(post_id, who).body["tier"] == {"tier_id": tier, "locked": False}


def test_nothing_of_a_gated_text_is_shown_where_no_excerpt_was_written(place: Place) -> None:
    tier = place.role(place.author)
    post_id = place.post(place.owner, content="The secret.", tier_id=tier)["id"]
    closed = place.seen(post_id)
    assert closed.body["excerpt"] == ""
    assert "secret" not in str(closed.body)
    assert place.seen(post_id, place.owner).body["excerpt"] == "The secret."


def test_a_gate_opens_and_closes_with_the_role(place: Place) -> None:
    from functions.communities.models.members import Member

    tier = place.role(place.author)
    post_id = place.post(place.owner, content="The secret.", tier_id=tier)["id"]
    member = Member.load(place.community_id, place.reader.user_id)
    member.change([Member.roles.set([tier])])
    assert place.seen(post_id).body["content"] == "The secret."
    member.change([Member.roles.set([])])
    assert place.seen(post_id).body["content"] is None


def test_who_manages_posts_and_who_wrote_it_see_all_of_it(place: Place) -> None:
    tier = place.role(place.reader)
    post_id = place.post(content="The secret.")["id"]
    assert place.edit(post_id, place.owner, tier_id=tier).status == 200
    manager = place.join(person())
    place.role(manager, Permission.MANAGE_POSTS)
    for who in (place.author, manager):
        assert place.seen(post_id, who).body["content"] == "The secret."


def test_a_post_of_a_channel_one_does_not_see_is_the_same_404_as_none(
    place: Place, mallory: Person
) -> None:
    path = f"/posts/{place.post()['id']}"
    check_needs_caller(get_post, path)
    check_same(call(get_post, path, as_=mallory), call(get_post, ABSENT, as_=mallory))


@pytest.mark.parametrize("bad", ["x", "me", "pst_", f"chn_{'0' * 26}", "%00", "ä", "p" * 3000])
def test_what_is_no_id_is_absent(place: Place, bad: str) -> None:
    absent = call(get_post, ABSENT, as_=place.owner)
    check_refused(absent, 404, "not_found")
    check_same(call(get_post, f"/posts/{bad}", as_=place.owner), absent)
