"""PUT /posts/{post_id}/accepted-answer"""

from __future__ import annotations

from commons.contracts.posts import PostModerated, PostUpdated
from commons.testing import Person, Reply, call, emitted
from functions.posts.endpoints.accept_answer import accept_answer
from functions.posts.endpoints.delete_comment import delete_comment
from tests.functions.posts.forums import Place
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_refused,
    check_same,
    nothing_changes,
)


def accepted(post_id: str, comment_id: str, who: Person) -> Reply:
    """Ask to accept a comment."""
    path = f"/posts/{post_id}/accepted-answer"
    return call(accept_answer, path, as_=who, body={"comment_id": comment_id})


def marked(place: Place, post_id: str) -> list[str]:
    """The comments that say they answer the post."""
    return [c["id"] for c in place.comments(post_id) if c["accepted"]]


def test_its_author_says_which_comment_answers_a_post(place: Place) -> None:
    post_id = place.post()["id"]
    one, two = (place.commented(post_id)["id"] for _ in range(2))
    reply = place.commented(post_id, parent_id=one)["id"]
    for answer in (one, two, reply):
        assert accepted(post_id, answer, place.author).status == 204
        assert place.seen(post_id).body["accepted_comment_id"] == answer
        assert marked(place, post_id) == [answer]
    events = emitted(PostUpdated, post_id=post_id)
    assert [e.accepted_comment_id for e in events] == [one, two, reply]
    assert emitted(PostModerated, target_id=post_id) == []
    with nothing_changes("posts"):
        assert accepted(post_id, reply, place.author).status == 204


def test_who_manages_posts_may_too_and_it_is_written_down(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    assert accepted(post_id, comment, place.owner).status == 204
    [event] = emitted(PostModerated, target_id=post_id)
    assert event.before == {"accepted_comment_id": None}
    assert event.after == {"accepted_comment_id": comment}


def test_of_many_at_once_one_is_the_answer(place: Place) -> None:
    post_id = place.post()["id"]
    comments = [place.commented(post_id)["id"] for _ in range(5)]
    replies = in_parallel(5, lambda i: accepted(post_id, comments[i], place.author))
    assert {r.status for r in replies} == {204}
    assert marked(place, post_id) == [place.seen(post_id).body["accepted_comment_id"]]


def test_only_a_comment_of_the_post_that_is_there_answers_it(place: Place) -> None:
    post_id, other = place.post()["id"], place.post()["id"]
    elsewhere, gone = place.commented(other)["id"], place.commented(post_id)["id"]
    call(delete_comment, f"/posts/{post_id}/comments/{gone}", as_=place.reader)
    with nothing_changes("posts"):
        for comment in (elsewhere, gone, f"cmt_{'0' * 26}"):
            check_refused(accepted(post_id, comment, place.author), 422, "unknown_comment")


def test_others_accept_nothing(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    with nothing_changes("posts"):
        refused = accepted(post_id, comment, place.reader)
        check_refused(refused, 403, "missing_permission")
        absent = accepted(f"pst_{'0' * 26}", comment, mallory)
        check_same(accepted(post_id, comment, mallory), absent)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    post_id = place.post()["id"]
    path, good = f"/posts/{post_id}/accepted-answer", {"comment_id": f"cmt_{'0' * 26}"}
    bad: dict[str, tuple[object, ...]] = {"comment_id": ([], True, None, "", "x", post_id)}
    with nothing_changes("posts"):
        check_bad_bodies(accept_answer, path, good, place.author)
        check_bad_fields(accept_answer, path, good, bad, place.author)
