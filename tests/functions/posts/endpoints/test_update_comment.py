"""PATCH /posts/{post_id}/comments/{comment_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.posts import CommentUpdated
from commons.testing import Person, Reply, call, emitted
from functions.posts.endpoints.update_comment import update_comment
from tests.functions.posts.forums import Place
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_refused,
    check_same,
    nothing_changes,
)

GOOD = {"content": "Not me"}


def edited(path: str, who: Person, tag: str | None = None) -> Reply:
    """Ask for a change."""
    headers = {} if tag is None else {"if-match": tag}
    return call(update_comment, path, as_=who, body=GOOD, headers=headers)


def test_its_author_says_something_else(place: Place) -> None:
    post_id = place.post()["id"]
    top = place.commented(post_id)
    reply = place.commented(post_id, parent_id=top["id"])
    for made in (top, reply):
        place.react(place.author, f"{post_id}/comments/{made['id']}")
        answer = edited(f"/posts/{post_id}/comments/{made['id']}", place.reader)
        assert (answer.status, answer.headers["etag"]) == (200, '"2"')
        [seen] = [c for c in place.comments(post_id) if c["id"] == made["id"]]
        assert answer.body == seen
        assert (seen["content"], seen["revision"]) == ("Not me", 2)
        [event] = emitted(CommentUpdated, comment_id=made["id"])
        assert (event.revision, event.edited_at) == (2, seen["edited_at"])


def test_what_changed_meanwhile_is_not_overwritten(place: Place) -> None:
    post_id = place.post()["id"]
    path = f"/posts/{post_id}/comments/{place.commented(post_id)['id']}"
    replies = in_parallel(6, lambda _: edited(path, place.reader, '"1"'))
    assert Counter(r.status for r in replies) == {200: 1, 412: 5}


def test_nobody_changes_the_words_of_others(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    path = f"/posts/{post_id}/comments/{place.commented(post_id)['id']}"
    absent = f"/posts/{post_id}/comments/cmt_{'0' * 26}"
    with nothing_changes("posts"):
        for who in (place.author, place.owner):
            check_refused(edited(path, who), 403, "not_your_comment")
        check_refused(edited(absent, place.reader), 404, "not_found")
        check_same(edited(path, mallory), edited(absent, mallory))


def test_on_a_locked_post_words_stay(place: Place) -> None:
    post_id = place.post()["id"]
    path = f"/posts/{post_id}/comments/{place.commented(post_id)['id']}"
    place.edit(post_id, place.owner, locked=True)
    check_refused(edited(path, place.reader), 403, "post_locked")


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    post_id = place.post()["id"]
    path = f"/posts/{post_id}/comments/{place.commented(post_id)['id']}"
    bad: dict[str, tuple[object, ...]] = {"content": ([], True, None, "", " ", "x" * 8001)}
    with nothing_changes("posts"):
        check_bad_bodies(update_comment, path, GOOD, place.reader)
        check_bad_fields(update_comment, path, GOOD, bad, place.reader)
