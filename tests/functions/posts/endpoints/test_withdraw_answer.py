"""DELETE /posts/{post_id}/accepted-answer"""

from __future__ import annotations

from commons.contracts.posts import PostModerated, PostUpdated
from commons.testing import Person, call, emitted
from functions.posts.endpoints.accept_answer import accept_answer
from functions.posts.endpoints.withdraw_answer import withdraw_answer
from tests.functions.posts.forums import Place
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes


def test_its_author_withdraws_the_answer(place: Place) -> None:
    post_id = place.post()["id"]
    path, comment = f"/posts/{post_id}/accepted-answer", place.commented(post_id)["id"]
    call(accept_answer, path, as_=place.author, body={"comment_id": comment})

    assert call(withdraw_answer, path, as_=place.author).status == 204
    assert place.seen(post_id).body["accepted_comment_id"] is None
    assert [c["accepted"] for c in place.comments(post_id)] == [False]
    assert emitted(PostUpdated, post_id=post_id)[-1].accepted_comment_id is None
    with nothing_changes("posts"):
        assert call(withdraw_answer, path, as_=place.author).status == 204


def test_who_manages_posts_may_too_and_it_is_written_down(place: Place) -> None:
    post_id = place.post()["id"]
    path, comment = f"/posts/{post_id}/accepted-answer", place.commented(post_id)["id"]
    call(accept_answer, path, as_=place.author, body={"comment_id": comment})
    assert call(withdraw_answer, path, as_=place.owner).status == 204
    [event] = emitted(PostModerated, target_id=post_id)
    assert (event.before, event.after) == (
        {"accepted_comment_id": comment},
        {"accepted_comment_id": None},
    )


def test_others_withdraw_nothing(place: Place, mallory: Person) -> None:
    path = f"/posts/{place.post()['id']}/accepted-answer"
    check_needs_caller(withdraw_answer, path)
    with nothing_changes("posts"):
        check_refused(call(withdraw_answer, path, as_=place.reader), 403, "missing_permission")
        absent = call(withdraw_answer, f"/posts/pst_{'0' * 26}/accepted-answer", as_=mallory)
        check_same(call(withdraw_answer, path, as_=mallory), absent)
