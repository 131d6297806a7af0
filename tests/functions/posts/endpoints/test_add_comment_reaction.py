"""PUT /posts/{post_id}/comments/{comment_id}/reactions/{emoji}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.posts import PostReactionAdded
from commons.permissions import Permission
from commons.testing import Person, call, emitted, person
from functions.posts.endpoints.add_comment_reaction import add_comment_reaction
from functions.posts.rules import MAX_KINDS
from tests.functions.posts.forums import BREAD, Place
from tests.parallel import in_parallel
from tests.refusals import (
    check_invalid,
    check_needs_caller,
    check_refused,
    check_same,
    nothing_changes,
)

KINDS = [chr(0x1F600 + i) for i in range(MAX_KINDS + 5)]
EMOJIS = ("🍞", "❤", "❤️", "👍🏽", "👩‍🍳", "🏳️‍🌈", "🇫🇷", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "#️⃣", "©️")
NONE = ("x", "ab", "🍞🍞", "🍞x", "%20", "1", "🇫", "‍", "é", "<script>", "🍞" * 40)


def test_a_reaction_is_counted_once_and_told(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    target = f"{post_id}/comments/{comment}"
    replies = in_parallel(8, lambda _: place.react(place.reader, target))

    assert {r.status for r in replies} == {204}
    assert place.comments(post_id)[0]["reactions"] == [{"emoji": BREAD, "count": 1, "me": True}]
    [event] = emitted(PostReactionAdded, post_id=post_id)
    assert (event.user_id, event.emoji) == (place.reader.user_id, BREAD)
    assert event.comment_id == comment
    assert place.seen(post_id).headers["etag"] == '"1"'


def test_the_most_frequent_stands_first(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    target = f"{post_id}/comments/{comment}"
    for who, emoji in ((place.reader, "🎉"), (place.author, BREAD), (place.owner, BREAD)):
        place.react(who, target, emoji)
    assert [(one["emoji"], one["count"]) for one in place.comments(post_id)[0]["reactions"]] == [
        (BREAD, 2),
        ("🎉", 1),
    ]


def test_many_at_once_are_counted_exactly(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    target = f"{post_id}/comments/{comment}"
    people = [place.join(person()) for _ in range(10)]
    in_parallel(20, lambda i: place.react(people[i % 10], target, KINDS[i // 10]))
    assert [one["count"] for one in place.comments(post_id)[0]["reactions"]] == [10, 10]


def test_there_are_so_many_kinds_and_no_more(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    target = f"{post_id}/comments/{comment}"
    replies = in_parallel(len(KINDS), lambda i: place.react(place.reader, target, KINDS[i]))

    assert Counter(r.code for r in replies) == {None: MAX_KINDS, "limit_reached": 5}
    assert len(place.comments(post_id)[0]["reactions"]) == MAX_KINDS
    known = place.comments(post_id)[0]["reactions"][0]["emoji"]
    assert place.react(place.author, target, known).status == 204


def test_emojis_are_told_from_what_is_none(place: Place) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    target = f"{post_id}/comments/{comment}"
    for emoji in EMOJIS:
        assert place.react(place.reader, target, emoji).status == 204, emoji
    assert {one["emoji"] for one in place.comments(post_id)[0]["reactions"]} == set(EMOJIS)
    with nothing_changes("posts"):
        for none in NONE:
            check_invalid(place.react(place.reader, target, none), "/path/emoji")


def test_nobody_reacts_to_what_they_cannot_read(place: Place, mallory: Person) -> None:
    post_id = place.post()["id"]
    comment = place.commented(post_id)["id"]
    target = f"{post_id}/comments/{comment}"
    with nothing_changes("posts"):
        check_needs_caller(add_comment_reaction, f"/posts/{target}/reactions/{BREAD}")
        check_same(
            place.react(mallory, target), place.react(mallory, f"{post_id}/comments/cmt_{'0' * 26}")
        )
        check_refused(
            place.react(place.reader, f"{post_id}/comments/cmt_{'0' * 26}"), 404, "not_found"
        )
    tier = place.role(place.author)
    assert place.edit(post_id, place.owner, tier_id=tier).status == 200
    check_refused(place.react(place.reader, target), 403, "entitlement_required")
    place.everyone(without=Permission.ADD_REACTIONS)
    refused = call(add_comment_reaction, f"/posts/{target}/reactions/{BREAD}", as_=place.author)
    check_refused(refused, 403, "missing_permission")
    assert refused.body["missing_permissions"] == ["ADD_REACTIONS"]
