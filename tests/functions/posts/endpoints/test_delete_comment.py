"""DELETE /posts/{post_id}/comments/{comment_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.posts import CommentDeleted, PostModerated
from commons.testing import Person, Reply, call, emitted
from functions.posts.endpoints.accept_answer import accept_answer
from functions.posts.endpoints.delete_comment import delete_comment
from tests.functions.posts.forums import Place
from tests.functions.posts.meanwhile import meanwhile
from tests.parallel import in_parallel
from tests.refusals import check_refused, check_same, nothing_changes, rows


def deleted(post_id: str, comment_id: str, who: Person) -> Reply:
    """Ask for a deletion."""
    return call(delete_comment, f"/posts/{post_id}/comments/{comment_id}", as_=who)


def test_its_author_deletes_a_comment_once(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    replies = in_parallel(6, lambda _: deleted(post_id, comment, place.reader))

    assert Counter(r.status for r in replies) == {204: 1, 404: 5}
    assert place.comments(post_id) == []
    assert place.seen(post_id).body["comment_count"] == 0
    [event] = emitted(CommentDeleted, comment_id=comment)
    assert (event.author_id, event.actor_id) == (place.reader.user_id,) * 2
    assert emitted(PostModerated, target_id=comment) == []


def test_one_with_answers_leaves_a_gap_until_the_last_of_them_goes(place: Place) -> None:
    post_id = place.post()["id"]
    top = place.commented(post_id, content="sekret42")["id"]
    one, two = (place.commented(post_id, place.author, parent_id=top)["id"] for _ in range(2))
    place.react(place.author, f"{post_id}/comments/{top}")
    assert deleted(post_id, top, place.reader).status == 204

    gap, *answers = place.comments(post_id)
    assert [c["id"] for c in answers] == [one, two]
    assert (gap["id"], gap["deleted"], gap["reply_count"]) == (top, True, 2)
    assert (gap["content"], gap["author_id"], gap["reactions"]) == (None, None, [])
    assert place.seen(post_id).body["comment_count"] == 2
    assert not any("sekret42" in str(row) for row in rows("posts").values())
    check_refused(deleted(post_id, top, place.reader), 404, "not_found")
    check_refused(place.comment(post_id, parent_id=one), 422, "unknown_comment")
    replies = in_parallel(2, lambda i: deleted(post_id, (one, two)[i], place.author))
    assert {r.status for r in replies} == {204}
    assert place.comments(post_id) == []
    left = [sk for pk, sk in rows("posts") if pk == f"POST#{post_id}" and sk[:2] in ("C#", "I#")]
    assert left == []


def test_who_manages_posts_deletes_those_of_others_and_it_is_written_down(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    assert deleted(post_id, comment, place.owner).status == 204
    [event] = emitted(PostModerated, target_id=comment)
    assert (event.action, event.actor_id) == ("comment_deleted", place.owner.user_id)
    assert event.before == {"author_id": place.reader.user_id, "post_id": post_id}


def test_others_delete_nothing(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    with nothing_changes("posts"):
        refused = deleted(post_id, comment, place.author)
        check_refused(refused, 403, "missing_permission")
        assert refused.body["missing_permissions"] == ["MANAGE_POSTS"]
        check_same(deleted(post_id, comment, mallory), deleted(f"pst_{'0' * 26}", comment, mallory))
        check_refused(deleted(post_id, f"cmt_{'0' * 26}", place.owner), 404, "not_found")


def test_accepted_and_deleted_at_once_it_answers_nothing(place: Place) -> None:
    for _ in range(6):
        post_id = place.post()["id"]
        comment = place.commented(post_id)["id"]

        def act(i: int, post_id: str = post_id, comment: str = comment) -> int:
            if i:
                return deleted(post_id, comment, place.reader).status
            path = f"/posts/{post_id}/accepted-answer"
            return call(accept_answer, path, as_=place.author, body={"comment_id": comment}).status

        accepted, gone = in_parallel(2, act)
        assert gone == 204
        assert accepted in (204, 422)
        seen = place.seen(post_id).body
        assert (seen["accepted_comment_id"], seen["comment_count"]) == (None, 0)


def test_what_becomes_the_answer_while_it_is_deleted_answers_nothing(place: Place) -> None:
    post_id = place.post()["id"]
    path, comment = f"/posts/{post_id}/accepted-answer", place.commented(post_id)["id"]
    body = {"comment_id": comment}
    with meanwhile(lambda: call(accept_answer, path, as_=place.author, body=body)):
        assert deleted(post_id, comment, place.reader).status == 204
    assert place.seen(post_id).body["accepted_comment_id"] is None
    late = {"comment_id": place.commented(post_id)["id"]}
    with meanwhile(lambda: deleted(post_id, late["comment_id"], place.reader)):
        refused = call(accept_answer, path, as_=place.author, body=late)
        check_refused(refused, 422, "unknown_comment")
    assert place.seen(post_id).body["comment_count"] == 0


def test_answers_and_a_deletion_at_once_leave_no_orphans(place: Place) -> None:
    for _ in range(4):
        post_id = place.post()["id"]
        top = place.commented(post_id)["id"]

        def act(i: int, post_id: str = post_id, top: str = top) -> int:
            if i == 1:
                return deleted(post_id, top, place.reader).status
            return place.comment(post_id, place.author, parent_id=top).status

        done = Counter(in_parallel(4, act))
        assert done.keys() <= {201, 204, 422}
        found = place.comments(post_id)
        assert sum(not c["deleted"] for c in found) == done[201]
        assert place.seen(post_id).body["comment_count"] == done[201]
        assert [c["reply_count"] for c in found if c["deleted"]] == [done[201]] * bool(done[201])
