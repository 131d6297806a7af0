"""GET /posts/{post_id}/revisions"""

from __future__ import annotations

from commons.testing import Person, call
from functions.posts.endpoints.list_revisions import list_revisions
from functions.posts.rules import MAX_TEXTS
from tests.functions.posts.forums import Place
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller, check_refused, check_same, rows


def test_every_text_since_the_publication_newest_first(place: Place) -> None:
    draft = place.post(state="draft", content="0")["id"]
    place.edit(draft, place.author, content="1")
    place.edit(draft, place.author, state="published")
    place.edit(draft, place.author, content="2")
    place.edit(draft, place.owner, pinned=True)
    place.edit(draft, place.author, title="Spelt")

    listing = Listing(list_revisions, f"/posts/{draft}/revisions", place.author)
    found = walked(listing, 2)
    assert [(one["title"], one["content"]) for one in found] == [
        ("Spelt", "2"),
        ("Rye", "2"),
        ("Rye", "1"),
    ]
    assert [one["revision"] for one in found] == [6, 4, 1]
    assert found[0]["created_at"] == place.seen(draft).body["edited_at"]
    assert listing.page().body == Listing(list_revisions, listing.path, place.owner).page().body
    owners = Listing(list_revisions, listing.path, place.owner).cursor()
    check_bad_cursors(listing, owners)


def test_the_oldest_goes_when_there_are_as_many_as_are_kept(place: Place) -> None:
    post_id = place.post(content="0")["id"]
    for i in range(1, MAX_TEXTS + 2):
        assert place.edit(post_id, place.author, content=str(i)).status == 200
    path = f"/posts/{post_id}/revisions"
    found = call(list_revisions, path, as_=place.author, query={"limit": 100}).body["data"]
    assert [one["content"] for one in found] == [str(i) for i in range(MAX_TEXTS + 1, 1, -1)]
    stored = [sk for pk, sk in rows("posts") if pk == f"POST#{post_id}" and sk.startswith("T#")]
    assert len(stored) == MAX_TEXTS


def test_what_a_post_said_is_nobody_elses_business(place: Place, mallory: Person) -> None:
    path = f"/posts/{place.post()['id']}/revisions"
    check_needs_caller(list_revisions, path)
    refused = call(list_revisions, path, as_=place.reader)
    check_refused(refused, 403, "missing_permission")
    assert refused.body["missing_permissions"] == ["MANAGE_POSTS"]
    absent = call(list_revisions, f"/posts/pst_{'0' * 26}/revisions", as_=mallory)
    check_same(call(list_revisions, path, as_=mallory), absent)
