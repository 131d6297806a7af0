"""POST /posts/{post_id}/comments"""

from __future__ import annotations

from collections import Counter

from commons.contracts.posts import PostCommented
from commons.permissions import Permission
from commons.testing import Person, call, emitted
from functions.posts.endpoints.create_comment import create_comment
from functions.posts.endpoints.delete_comment import delete_comment
from functions.posts.endpoints.delete_post import delete_post
from functions.posts.endpoints.list_posts import list_posts
from tests.functions.posts.forums import Place
from tests.functions.posts.meanwhile import meanwhile
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_needs_caller,
    check_refused,
    check_same,
    nothing_changes,
)

GOOD = {"content": "Me too"}
BAD: dict[str, tuple[object, ...]] = {
    "content": ([], {}, True, None, "", " \n", "x" * 8001, "a\0b", "😀" * 4097),
    "parent_id": ([], {}, True, "", "x", f"pst_{'0' * 26}"),
}


def test_a_comment_is_counted_and_told(place: Place) -> None:
    post_id = place.post()["id"]
    made = place.commented(post_id, content="Mine likes *rye*.")

    assert (made["post_id"], made["channel_id"]) == (post_id, place.channel_id)
    assert (made["author_id"], made["parent_id"]) == (place.reader.user_id, None)
    assert (made["content"], made["reply_count"]) == ("Mine likes *rye*.", 0)
    assert place.comments(post_id) == [made]
    seen = place.seen(post_id)
    assert (seen.body["comment_count"], seen.headers["etag"]) == (1, '"1"')
    [event] = emitted(PostCommented, post_id=post_id)
    assert (event.comment_id, event.parent_id) == (made["id"], None)
    assert "rye" not in event.to_json()


def test_who_answers_an_answer_answers_what_is_above_it(place: Place) -> None:
    post_id = place.post()["id"]
    top = place.commented(post_id)
    reply = place.commented(post_id, place.author, parent_id=top["id"])
    other = place.commented(post_id)
    second = place.commented(post_id, parent_id=reply["id"])

    assert reply["parent_id"] == second["parent_id"] == top["id"]
    found = place.comments(post_id)
    assert [c["id"] for c in found] == [top["id"], reply["id"], second["id"], other["id"]]
    assert [c["reply_count"] for c in found] == [2, 0, 0, 0]
    assert place.seen(post_id).body["comment_count"] == 4


def test_what_is_answered_must_be_there(place: Place) -> None:
    post_id, elsewhere = place.post()["id"], place.post()["id"]
    other, gone = place.commented(elsewhere)["id"], place.commented(post_id)["id"]
    path = f"/posts/{post_id}/comments/{gone}"
    assert call(delete_comment, path, as_=place.reader).status == 204
    with nothing_changes("posts"):
        for parent in (other, gone, f"cmt_{'0' * 26}"):
            check_refused(place.comment(post_id, parent_id=parent), 422, "unknown_comment")


def test_nobody_comments_on_a_locked_post_but_who_manages_posts(place: Place) -> None:
    post_id = place.post()["id"]
    place.edit(post_id, place.owner, locked=True)
    with nothing_changes("posts"):
        for who in (place.reader, place.author):
            check_refused(place.comment(post_id, who), 403, "post_locked")
    assert place.comment(post_id, place.owner).status == 201


def test_nobody_comments_on_what_they_cannot_read(place: Place, mallory: Person) -> None:
    tier = place.role(place.author)
    gated = place.post(place.owner, tier_id=tier)["id"]
    draft = place.post(state="draft")["id"]
    open_ = place.post()["id"]
    with nothing_changes("posts"):
        check_needs_caller(create_comment, f"/posts/{open_}/comments", body=GOOD)
        check_refused(place.comment(gated), 403, "entitlement_required")
        check_refused(place.comment(draft), 404, "not_found")
        check_refused(place.comment(draft, place.author), 409, "still_a_draft")
        check_same(place.comment(open_, mallory), place.comment(f"pst_{'0' * 26}", mallory))
    assert place.comment(gated, place.author).status == 201


def test_who_may_not_comment_is_told_what_they_lack(place: Place) -> None:
    post_id = place.post()["id"]
    place.everyone(without=Permission.COMMENT)
    refused = place.comment(post_id)
    check_refused(refused, 403, "missing_permission")
    assert refused.body["missing_permissions"] == ["COMMENT"]


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"/posts/{place.post()['id']}/comments"
    with nothing_changes("posts"):
        check_bad_bodies(create_comment, path, GOOD, place.reader)
        check_bad_fields(create_comment, path, GOOD, BAD, place.reader)


def test_a_hundred_comments_and_deletions_at_once_are_counted_exactly(place: Place) -> None:
    post_id = place.post()["id"]
    early = [place.commented(post_id)["id"] for _ in range(30)]

    def act(i: int) -> int:
        if i < 30:
            path = f"/posts/{post_id}/comments/{early[i]}"
            return call(delete_comment, path, as_=place.reader).status
        return place.comment(post_id).status

    assert Counter(in_parallel(100, act)) == {204: 30, 201: 70}
    assert place.seen(post_id).body["comment_count"] == 70
    listed = call(list_posts, place.path, as_=place.reader).body["data"]
    assert [(one["id"], one["comment_count"]) for one in listed] == [(post_id, 70)]


def test_a_lock_and_a_gate_hold_for_who_had_read_the_post_before(place: Place) -> None:
    """Nothing is said once a lock was answered, however early it was begun."""
    tier = place.role(place.author)
    changes: dict[str, dict[str, object]] = {
        "post_locked": {"locked": True},
        "entitlement_required": {"tier_id": tier},
    }
    for code, change in changes.items():
        post_id = place.post(place.owner)["id"]
        with meanwhile(lambda: place.edit(post_id, place.owner, **change)):  # noqa: B023 - at once
            check_refused(place.comment(post_id), 403, code)
        assert place.comments(post_id, place.owner) == []


def test_what_goes_while_it_is_answered_gets_no_answer(place: Place) -> None:
    post_id = place.post()["id"]
    top = place.commented(post_id)["id"]
    path = f"/posts/{post_id}/comments/{top}"
    with meanwhile(lambda: call(delete_comment, path, as_=place.reader)):
        check_refused(place.comment(post_id, parent_id=top), 422, "unknown_comment")
    with meanwhile(lambda: call(delete_post, f"/posts/{post_id}", as_=place.author)):
        check_refused(place.comment(post_id), 404, "not_found")
