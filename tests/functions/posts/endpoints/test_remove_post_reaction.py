"""DELETE /posts/{post_id}/reactions/{emoji}"""

from __future__ import annotations

from commons.contracts.posts import PostReactionAdded, PostReactionRemoved
from commons.testing import Person, call, emitted, person
from functions.posts.endpoints.remove_post_reaction import remove_post_reaction
from functions.posts.rules import MAX_KINDS
from tests.functions.posts.forums import BREAD, Place
from tests.parallel import in_parallel
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes


def test_a_reaction_is_taken_back_once_and_told(place: Place) -> None:
    post_id = place.post()["id"]
    target = post_id
    place.react(place.reader, target)
    replies = in_parallel(6, lambda _: place.react(place.reader, target, route="DELETE"))

    assert {r.status for r in replies} == {204}
    assert place.seen(post_id).body["reactions"] == []
    [given] = emitted(PostReactionAdded, post_id=post_id)
    [event] = emitted(PostReactionRemoved, post_id=post_id)
    assert (event.reaction_id, event.comment_id) == (given.reaction_id, None)


def test_without_one_nothing_changes(place: Place) -> None:
    post_id = place.post()["id"]
    target = post_id
    place.react(place.author, target)
    with nothing_changes("posts"):
        assert place.react(place.reader, target, route="DELETE").status == 204
        assert place.react(place.author, target, "🎉", route="DELETE").status == 204


def test_given_and_taken_back_at_once_they_are_counted_exactly(place: Place) -> None:
    post_id = place.post()["id"]
    target = post_id
    people = [place.join(person()) for _ in range(8)]
    for who in people[:4]:
        place.react(who, target)
    in_parallel(8, lambda i: place.react(people[i], target, route="DELETE" if i < 4 else "PUT"))
    assert [one["count"] for one in place.seen(post_id).body["reactions"]] == [4]
    in_parallel(4, lambda i: place.react(people[4 + i], target, route="DELETE"))
    assert place.seen(post_id).body["reactions"] == []


def test_what_nobody_gives_any_more_makes_room(place: Place) -> None:
    post_id = place.post()["id"]
    target = post_id
    kinds = [chr(0x1F600 + i) for i in range(MAX_KINDS + 1)]
    for emoji in kinds[:-1]:
        assert place.react(place.reader, target, emoji).status == 204
    check_refused(place.react(place.reader, target, kinds[-1]), 422, "limit_reached")
    place.react(place.reader, target, kinds[0], route="DELETE")
    assert place.react(place.reader, target, kinds[-1]).status == 204


def test_strangers_learn_nothing(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    target = post_id
    path = f"/posts/{target}/reactions/{BREAD}"
    check_needs_caller(remove_post_reaction, path)
    hidden = call(remove_post_reaction, path, as_=mallory)
    check_same(hidden, place.react(mallory, f"pst_{'0' * 26}", route="DELETE"))
