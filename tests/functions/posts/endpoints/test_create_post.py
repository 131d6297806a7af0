"""POST /channels/{channel_id}/posts"""

from __future__ import annotations

import json
import secrets

from commons.contracts.posts import PostPublished
from commons.permissions import Permission
from commons.testing import Person, call, emitted, person
from functions.posts.endpoints.create_post import create_post
from functions.posts.rules import MAX_DRAFTS
from tests.functions.posts.forums import Place
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_needs_caller,
    check_refused,
    check_same,
    nothing_changes,
)

GOOD = {"title": "Rye", "content": "How do you keep yours?"}
BAD: dict[str, tuple[object, ...]] = {
    "title": ([], {}, True, 1.5, None, "", "   ", "x" * 201, "a\0b", "a\nb"),
    "content": ([], {}, True, 1.5, None, "", " \n ", "x" * 40_001, "a\0b", "😀" * 16_385),
    "tags": ({}, True, "x", None),
    "state": ([], True, "hidden", None),
    "excerpt": ([], True, "", " ", "x" * 301, "a\0b"),
    "tier_id": ([], True, "", "x", "rol_x"),
}


def test_a_post_is_published_at_once(place: Place) -> None:
    reply = place.ask(place.author, content="# Feeding\n\nTwice a *day*, **always**.")

    assert reply.status == 201
    post = reply.body
    assert (post["author_id"], post["channel_id"]) == (place.author.user_id, place.channel_id)
    assert (post["community_id"], post["state"]) == (place.community_id, "published")
    assert (post["content"], post["excerpt"]) == (
        "# Feeding\n\nTwice a *day*, **always**.",
        "Feeding Twice a *day*, always.",
    )
    assert post["published_at"] == post["created_at"] == post["last_activity_at"]
    assert reply.headers["etag"] == '"1"'
    assert place.seen(post["id"]).body == post


def test_a_long_text_is_kept_as_it_is_and_its_beginning_is_shown(place: Place) -> None:
    content = f"{'word ' * 7000}😀"
    post = place.post(content=content)

    assert place.seen(post["id"]).body["content"] == content
    assert post["excerpt"].endswith(" word…")
    assert len(post["excerpt"]) <= 280


def test_as_much_as_a_post_may_say_fits_however_it_is_written(place: Place) -> None:
    """64 KB in UTF-8, every character of them escaped."""
    content = "😀" * 16_384
    raw = json.dumps({"title": "t", "content": content}, ensure_ascii=True)
    assert call(create_post, place.path, as_=place.author, raw=raw).status == 201
    quoted = '"' * 40_000
    assert place.post(content=quoted)["content"] == quoted


def test_its_publication_is_told_without_a_word_of_it(place: Place) -> None:
    [rye] = place.tags({"name": "rye"})
    post = place.post(title="secret title", tags=[rye])

    [event] = emitted(PostPublished, post_id=post["id"])
    assert (event.author_id, event.channel_id) == (place.author.user_id, place.channel_id)
    assert (event.tags, event.revision) == ([rye], 1)
    assert "secret" not in event.to_json()


def test_a_draft_is_told_to_nobody_and_seen_by_its_author(place: Place) -> None:
    draft = place.post(state="draft")

    assert (draft["state"], draft["published_at"]) == ("draft", None)
    assert place.seen(draft["id"], place.author).status == 200
    absent = place.seen(f"pst_{'0' * 26}", place.owner)
    for other in (place.reader, place.owner):
        check_same(place.seen(draft["id"], other), absent)
    assert emitted(PostPublished, post_id=draft["id"]) == []
    assert place.listed(place.author) == []


def test_one_has_so_many_drafts_and_no_more(place: Place) -> None:
    replies = in_parallel(MAX_DRAFTS + 10, lambda _: place.ask(place.author, state="draft"))

    assert sorted(r.status for r in replies) == [201] * MAX_DRAFTS + [422] * 10
    with nothing_changes("posts"):
        check_refused(place.ask(place.author, state="draft"), 422, "limit_reached")
    assert place.ask(place.reader, state="draft").status == 201


def test_other_channels_hold_no_posts(place: Place) -> None:
    path = f"/channels/{place.text_channel_id}/posts"
    with nothing_changes("posts"):
        check_refused(call(create_post, path, as_=place.owner, body=GOOD), 409, "not_a_forum")


def test_tags_are_those_of_the_channel(place: Place) -> None:
    rye, news = place.tags({"name": "rye"}, {"name": "news", "moderated": True})
    assert place.post(tags=[rye])["tags"] == [rye]
    with nothing_changes("posts"):
        check_refused(place.ask(place.author, tags=[f"tag_{'0' * 26}"]), 422, "unknown_tag")
        check_refused(place.ask(place.author, tags=[news]), 403, "tag_moderated")
        check_invalid(place.ask(place.author, tags=[rye, rye]), "/body/tags")
        check_invalid(place.ask(place.author, tags=["rye"]), "/body/tags/0")
        many = [f"tag_{i:026d}" for i in range(6)]
        check_invalid(place.ask(place.author, tags=many), "/body/tags")
    assert place.post(place.owner, tags=[news, rye])["tags"] == [news, rye]


def test_a_gate_needs_a_tier_of_the_community_and_who_manages_posts(place: Place) -> None:
    tier = place.role(place.reader)
    with nothing_changes("posts"):
        refused = place.ask(place.author, tier_id=tier)
        check_refused(refused, 403, "missing_permission")
        assert refused.body["missing_permissions"] == ["MANAGE_POSTS"]
        for none in (f"rol_{'0' * 26}", place.community_id):
            check_refused(place.ask(place.owner, tier_id=none), 422, "unknown_tier")
    assert place.post(place.owner, tier_id=tier)["tier"] == {"tier_id": tier, "locked": False}


def test_who_may_not_post_posts_nothing(place: Place, mallory: Person) -> None:
    place.everyone(without=Permission.CREATE_POSTS)
    with nothing_changes("posts"):
        check_needs_caller(create_post, place.path, body=GOOD)
        refused = place.ask(place.author)
        check_refused(refused, 403, "missing_permission")
        assert refused.body["missing_permissions"] == ["CREATE_POSTS"]
        hidden = place.ask(mallory)
        absent = call(create_post, f"/channels/chn_{'0' * 26}/posts", as_=mallory, body=GOOD)
        check_same(hidden, absent)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    with nothing_changes("posts"):
        check_bad_bodies(create_post, place.path, GOOD, place.author)
        check_bad_fields(create_post, place.path, GOOD, BAD, place.author)


def test_a_repeated_key_posts_once(place: Place) -> None:
    key = {"idempotency-key": secrets.token_hex(8)}
    who = place.join(person())
    replies = [call(create_post, place.path, as_=who, body=GOOD, headers=key) for _ in range(2)]
    assert replies[0].body == replies[1].body
    assert place.listed() == [replies[0].body["id"]]
