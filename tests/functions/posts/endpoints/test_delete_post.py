"""DELETE /posts/{post_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.posts import PostDeleted, PostModerated
from commons.testing import Person, Reply, call, emitted
from functions.posts.endpoints.delete_post import delete_post
from functions.posts.endpoints.list_my_drafts import list_my_drafts
from tests.functions.posts.forums import Place
from tests.parallel import in_parallel
from tests.refusals import check_refused, check_same, nothing_changes, rows


def deleted(post_id: str, who: Person) -> Reply:
    """Ask for a deletion."""
    return call(delete_post, f"/posts/{post_id}", as_=who)


def test_its_author_deletes_a_post_once(place: Place) -> None:
    [rye] = place.tags({"name": "rye"})
    post_id = place.post(tags=[rye])["id"]
    replies = in_parallel(8, lambda _: deleted(post_id, place.author))

    assert Counter(r.status for r in replies) == {204: 1, 404: 7}
    absent = place.seen(f"pst_{'0' * 26}")
    check_same(place.seen(post_id), absent)
    assert place.listed() == place.listed(tag=rye) == []
    assert not any(post_id in sk for _, sk in rows("posts") if sk.startswith("IN#"))
    check_refused(place.comment(post_id), 404, "not_found")
    check_refused(place.react(place.reader, post_id), 404, "not_found")
    [event] = emitted(PostDeleted, post_id=post_id)
    assert (event.author_id, event.actor_id) == (place.author.user_id,) * 2
    assert emitted(PostModerated, target_id=post_id) == []


def test_who_manages_posts_deletes_those_of_others_and_it_is_written_down(place: Place) -> None:
    post_id = place.post()["id"]
    assert deleted(post_id, place.owner).status == 204
    [event] = emitted(PostModerated, target_id=post_id)
    assert (event.action, event.actor_id) == ("post_deleted", place.owner.user_id)
    assert event.before == {"author_id": place.author.user_id}


def test_a_draft_goes_without_a_word_or_a_trace(place: Place) -> None:
    before = {key for key in rows("posts") if not key[1].startswith("USR")}
    draft = place.post(state="draft")["id"]
    with nothing_changes("posts"):
        check_refused(deleted(draft, place.owner), 404, "not_found")
    assert deleted(draft, place.author).status == 204
    assert emitted(PostDeleted, post_id=draft) == []
    assert call(list_my_drafts, "/users/me/drafts", as_=place.author).body["data"] == []
    assert {key for key in rows("posts") if not key[1].startswith("USR")} == before


def test_others_delete_nothing(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    with nothing_changes("posts"):
        refused = deleted(post_id, place.reader)
        check_refused(refused, 403, "missing_permission")
        assert refused.body["missing_permissions"] == ["MANAGE_POSTS"]
        check_same(deleted(post_id, mallory), deleted(f"pst_{'0' * 26}", mallory))


def test_a_comment_at_the_same_time_is_in_before_or_refused(place: Place) -> None:
    """Nothing is written on a post that is gone."""
    for _ in range(5):
        post_id = place.post()["id"]

        def act(i: int, post_id: str = post_id) -> int:
            if i == 2:
                return deleted(post_id, place.author).status
            return place.comment(post_id).status

        done = Counter(in_parallel(5, act))
        assert done.keys() <= {201, 204, 404}
        left = [key for key in rows("posts") if key[0] == f"POST#{post_id}" and key[1][:2] == "C#"]
        assert len(left) == done[201]
        assert not any(post_id in sk for _, sk in rows("posts") if sk.startswith("IN#"))
