"""PATCH /posts/{post_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.posts import PostModerated, PostPublished, PostUpdated
from commons.permissions import Permission
from commons.testing import Person, call, emitted, person
from functions.posts.endpoints.list_my_drafts import list_my_drafts
from functions.posts.endpoints.update_post import update_post
from tests.functions.posts.forums import Place
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_refused,
    check_same,
    nothing_changes,
)

GOOD = {"title": "Spelt", "content": "Not rye."}
BAD: dict[str, tuple[object, ...]] = {
    "title": ([], True, None, "", " ", "x" * 201, "a\nb"),
    "content": ([], True, None, "", " ", "x" * 40_001),
    "tags": ({}, True, None, "x"),
    "state": ([], True, None, "hidden"),
    "excerpt": ([], True, "", "x" * 301),
    "pinned": ([], "yes", None, 1),
    "locked": ([], "yes", None, 1),
    "tier_id": ([], True, "x"),
}


def test_what_is_given_changes_and_what_is_absent_stays(place: Place) -> None:
    post = place.post(excerpt="In short.")
    reply = place.edit(post["id"], place.author, title="Spelt")

    assert reply.status == 200
    changed = {"title": "Spelt", "revision": 2, "edited_at": reply.body["edited_at"]}
    assert reply.body == post | changed == place.seen(post["id"]).body
    assert reply.headers["etag"] == '"2"'
    assert place.edit(post["id"], place.author, **GOOD).body["content"] == "Not rye."
    assert place.edit(post["id"], place.author, excerpt=None).body["excerpt"] == "Not rye."
    [*_, event] = emitted(PostUpdated, post_id=post["id"])
    assert (event.revision, event.actor_id) == (4, place.author.user_id)
    assert emitted(PostModerated, target_id=post["id"]) == []


def test_what_changed_meanwhile_is_not_overwritten(place: Place) -> None:
    post_id = place.post()["id"]
    tag = place.seen(post_id).headers["etag"]
    replies = in_parallel(10, lambda i: place.edit(post_id, place.author, tag, title=f"t{i}"))
    assert Counter(r.status for r in replies) == {200: 1, 412: 9}
    with nothing_changes("posts"):
        late = place.edit(post_id, place.author, tag, title="late")
        check_refused(late, 412, "precondition_failed")


def test_a_draft_is_published_once_whoever_tries(place: Place) -> None:
    [rye] = place.tags({"name": "rye"})
    post_id = place.post(state="draft", tags=[rye])["id"]
    assert place.edit(post_id, place.author, content="Better.").body["edited_at"] is None
    replies = in_parallel(10, lambda _: place.edit(post_id, place.author, state="published"))

    assert {r.status for r in replies} == {200}
    [event] = emitted(PostPublished, post_id=post_id)
    seen = place.seen(post_id).body
    assert event.published_at == seen["published_at"] == seen["last_activity_at"]
    assert (seen["state"], seen["content"]) == ("published", "Better.")
    assert place.listed() == place.listed(tag=rye) == [post_id]
    assert call(list_my_drafts, "/users/me/drafts", as_=place.author).body["data"] == []
    back = place.edit(post_id, place.author, state="draft")
    check_refused(back, 409, "already_published")


def test_edits_of_a_draft_are_told_to_nobody(place: Place) -> None:
    post_id = place.post(state="draft")["id"]
    place.edit(post_id, place.author, **GOOD)
    assert emitted(PostUpdated, post_id=post_id) == []
    with nothing_changes("posts"):
        for who in (place.owner, place.reader):
            check_refused(place.edit(post_id, who, **GOOD), 404, "not_found")


def test_who_manages_posts_flags_them_and_the_audit_log_is_told(place: Place) -> None:
    post_id = place.post()["id"]
    headers = {"x-audit-reason": "Off%20topic"}
    body = {"pinned": True, "locked": True}
    reply = call(update_post, f"/posts/{post_id}", as_=place.owner, body=body, headers=headers)

    assert reply.status == 200
    [event] = emitted(PostModerated, target_id=post_id)
    assert (event.action, event.actor_id) == ("post_updated", place.owner.user_id)
    assert event.before == {"locked": False, "pinned": False}
    assert event.after == {"locked": True, "pinned": True}
    assert event.reason == "Off topic"


def test_authors_do_not_flag_and_nobody_changes_the_words_of_others(place: Place) -> None:
    post_id = place.post()["id"]
    with nothing_changes("posts"):
        for flag in ({"pinned": True}, {"locked": True}, {"tier_id": place.community_id}):
            refused = place.edit(post_id, place.author, **flag)
            check_refused(refused, 403, "missing_permission")
            assert refused.body["missing_permissions"] == ["MANAGE_POSTS"]
        for words in (GOOD, {"excerpt": "mine"}, {"state": "published"}):
            for who in (place.owner, place.reader):
                check_refused(place.edit(post_id, who, **words), 403, "not_your_post")
        refused = place.edit(post_id, place.reader, tags=[])
        check_refused(refused, 403, "missing_permission")


def test_who_lost_the_right_to_post_edits_no_more(place: Place) -> None:
    post_id = place.post()["id"]
    place.everyone(without=Permission.CREATE_POSTS)
    refused = place.edit(post_id, place.author, **GOOD)
    check_refused(refused, 403, "missing_permission")
    assert refused.body["missing_permissions"] == ["CREATE_POSTS"]


def test_a_locked_post_stays_as_it_is_until_it_is_unlocked(place: Place) -> None:
    post_id = place.post()["id"]
    place.edit(post_id, place.owner, locked=True)
    check_refused(place.edit(post_id, place.author, **GOOD), 403, "post_locked")
    place.edit(post_id, place.owner, locked=False)
    assert place.edit(post_id, place.author, **GOOD).status == 200


def test_moderated_tags_are_put_on_and_taken_off_by_who_manages_posts(place: Place) -> None:
    rye, news = place.tags({"name": "rye"}, {"name": "news", "moderated": True})
    post_id = place.post(tags=[rye])["id"]
    check_refused(place.edit(post_id, place.author, tags=[rye, news]), 403, "tag_moderated")
    assert place.edit(post_id, place.owner, tags=[news, rye]).body["tags"] == [news, rye]
    check_refused(place.edit(post_id, place.author, tags=[rye]), 403, "tag_moderated")
    assert place.edit(post_id, place.author, tags=[news]).status == 200


def test_a_draft_is_neither_pinned_nor_locked(place: Place) -> None:
    draft = place.post(place.owner, state="draft")["id"]
    check_refused(place.edit(draft, place.owner, pinned=True), 409, "still_a_draft")
    assert place.edit(draft, place.owner, pinned=True, state="published").body["pinned"] is True
    assert place.listed() == [draft]


def test_a_gate_is_a_tier_of_the_community_and_can_be_removed(place: Place) -> None:
    tier, post_id = place.role(place.author), place.post()["id"]
    unknown = place.edit(post_id, place.owner, tier_id=f"rol_{'0' * 26}")
    check_refused(unknown, 422, "unknown_tier")
    assert place.edit(post_id, place.owner, tier_id=tier).body["tier"]["tier_id"] == tier
    assert place.edit(post_id, place.owner, tier_id=None).body["tier"] is None


def test_strangers_learn_nothing(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    absent = place.edit(f"pst_{'0' * 26}", mallory, **GOOD)
    with nothing_changes("posts"):
        check_same(place.edit(post_id, mallory, **GOOD), absent)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"/posts/{place.post()['id']}"
    with nothing_changes("posts"):
        check_bad_bodies(update_post, path, GOOD, place.author)
        check_bad_fields(update_post, path, GOOD, BAD, place.owner)


def test_edits_and_comments_at_once_lose_nothing(place: Place) -> None:
    post_id, others = place.post()["id"], [place.reader, person()]
    place.join(others[1])

    def act(i: int) -> int:
        if i % 2:
            return place.comment(post_id, others[i % 4 // 2]).status
        return place.edit(post_id, place.author, title=f"t{i}").status

    assert Counter(in_parallel(20, act, threads=5)) == {201: 10, 200: 10}
    seen = place.seen(post_id).body
    assert (seen["comment_count"], seen["revision"]) == (10, 11)
    assert place.listed() == [post_id]
