"""PUT /channels/{channel_id}/tags"""

from __future__ import annotations

from collections import Counter

from commons.contracts.posts import PostModerated, PostTagsChanged
from commons.testing import Person, Reply, call, emitted
from functions.posts.endpoints.set_tags import set_tags
from functions.posts.schemas import MAX_TAGS
from tests.functions.communities.conftest import check_lacks
from tests.functions.posts.forums import Place
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_invalid,
    check_refused,
    check_same,
    nothing_changes,
)


def asked(place: Place, who: Person, tags: object, tag: str | None = None) -> Reply:
    """Ask for these tags."""
    headers = {} if tag is None else {"if-match": tag}
    return call(set_tags, place.tags_path, as_=who, body={"tags": tags}, headers=headers)


def test_what_has_an_id_is_kept_and_what_has_none_is_new(place: Place) -> None:
    rye, spelt = place.tags({"name": "Rye"}, {"name": "Spelt"})
    reply = asked(place, place.owner, [{"name": "News"}, {"id": rye, "name": "All rye"}])

    assert reply.status == 200
    news, kept = reply.body["tags"]
    assert (news["name"], kept) == ("News", kept | {"id": rye, "name": "All rye"})
    [*_, event] = emitted(PostTagsChanged, channel_id=place.channel_id)
    assert (event.revision, event.tag_ids, event.moderated) == (2, [news["id"], rye], [])
    assert "News" not in event.to_json()
    [*_, act] = emitted(PostModerated, target_id=place.channel_id)
    assert act.action == "tags_updated"
    assert act.before == {"tag_ids": [rye, spelt]}


def test_a_tag_that_is_gone_is_gone_from_posts(place: Place) -> None:
    rye, spelt = place.tags({"name": "Rye"}, {"name": "Spelt"})
    post_id = place.post(tags=[rye, spelt])["id"]
    asked(place, place.owner, [{"id": spelt, "name": "Spelt"}])
    assert place.seen(post_id).body["tags"] == [spelt]
    assert place.listed(tag=spelt) == [post_id]
    assert place.edit(post_id, place.author, title="Still").body["tags"] == [spelt]
    check_refused(place.edit(post_id, place.author, tags=[rye]), 422, "unknown_tag")


def test_of_many_at_once_with_the_same_tag_one_wins(place: Place) -> None:
    replies = in_parallel(8, lambda i: asked(place, place.owner, [{"name": f"n{i}"}], '"0"'))
    assert Counter(r.status for r in replies) == {200: 1, 412: 7}
    anyhow = in_parallel(4, lambda i: asked(place, place.owner, [{"name": f"n{i}"}] * MAX_TAGS))
    assert {r.status for r in anyhow} == {200}
    assert len(emitted(PostTagsChanged, channel_id=place.channel_id)) == 5


def test_only_who_manages_channels_sets_tags(place: Place, mallory: Person) -> None:
    with nothing_changes("posts"):
        check_lacks(asked(place, place.reader, []), "MANAGE_CHANNELS")
        absent = call(set_tags, f"/channels/chn_{'0' * 26}/tags", as_=mallory, body={"tags": []})
        check_same(asked(place, mallory, []), absent)
        text = f"/channels/{place.text_channel_id}/tags"
        other = call(set_tags, text, as_=place.owner, body={"tags": []})
        check_refused(other, 409, "not_a_forum")


def test_what_is_no_list_of_tags_changes_nothing(place: Place) -> None:
    [rye] = place.tags({"name": "Rye"})
    same = [{"id": rye, "name": "a"}, {"id": rye, "name": "b"}]
    with nothing_changes("posts"):
        check_bad_bodies(set_tags, place.tags_path, {"tags": []}, place.owner)
        for tags, where in (
            ([{"name": f"n{i}"} for i in range(MAX_TAGS + 1)], ""),
            ([{"name": ""}], "/0/name"),
            ([{"name": "x" * 51}], "/0/name"),
            ([{"name": "a", "emoji": "x"}], "/0/emoji"),
            ([{"name": "a", "moderated": 1}], "/0/moderated"),
            ([{"name": "a", "id": "x"}], "/0/id"),
            ([{"name": "a", "more": 1}], "/0/more"),
        ):
            check_invalid(asked(place, place.owner, tags), f"/body/tags{where}")
        for tags in (same, [{"id": f"tag_{'0' * 26}", "name": "a"}]):
            check_refused(asked(place, place.owner, tags), 422, "unknown_tag")
