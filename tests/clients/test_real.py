"""People run a community through the SDK, against the real functions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from commons.testing import person
from creavio import ProblemError
from creavio.models import Tag
from localstack.seed import furnish

from .functions import Functions, client_of

pytestmark = pytest.mark.usefixtures("aws")


async def test_a_forum_is_run() -> None:
    async with client_of(person()) as alice, client_of(ben := person()) as bob:
        community = await alice.communities.create("Garden", visibility="public")
        await bob.members.join(community.id)
        forum = await alice.channels.create(community.id, "questions", type="forum")
        (rye,) = (await alice.posts.set_tags(forum.id, [Tag("Rye", emoji="🌾")])).tags
        post = await bob.posts.create(forum.id, "Flat loaves", "Why?", tags=[rye.id or ""])
        comment = await alice.comments.create(post.id, "Too wet.")
        await alice.posts.react(post.id, "🍞")
        await bob.posts.accept_answer(post.id, comment.id)
        read = await alice.posts.get(post.id)
        assert (read.author_id, read.accepted_comment_id) == (ben.user_id, comment.id)
        assert [(one.emoji, one.count, one.me) for one in read.reactions] == [("🍞", 1, True)]
        assert [one.id async for one in alice.posts.list(forum.id, tag=rye.id)] == [post.id]
        edited = await bob.posts.update(post.id, content="Why, o why?", if_match=read.etag)
        with pytest.raises(ProblemError) as refused:
            await bob.posts.update(post.id, content="Never mind", if_match=read.etag)
        assert (refused.value.status, refused.value.code) == (412, "precondition_failed")
        assert edited.etag != read.etag
        assert [one.content async for one in bob.posts.revisions(post.id)] == [
            "Why, o why?",
            "Why?",
        ]


async def test_an_event_is_planned() -> None:
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    async with client_of(person()) as alice, client_of(ben := person()) as bob:
        community = await alice.communities.create("Garden", visibility="public")
        await bob.members.join(community.id)
        event = await alice.calendar.create(
            community.id,
            "Planting",
            soon,
            soon + timedelta(hours=2),
            recurrence="FREQ=WEEKLY;COUNT=3",
            capacity=1,
            location="The shed",
        )
        listed = await bob.calendar.list(community.id, end=soon + timedelta(days=30)).all()
        assert [one.occurrence and one.occurrence.starts_at for one in listed] == [
            soon + timedelta(weeks=week) for week in range(3)
        ]
        await bob.calendar.rsvp(event.id, "going")
        with pytest.raises(ProblemError) as refused:
            await alice.calendar.rsvp(event.id, "going")
        assert refused.value.status == 409
        assert [one.user_id async for one in bob.calendar.rsvps(event.id)] == [ben.user_id]
        changed = await alice.calendar.update(event.id, location=None, capacity=None)
        assert (changed.location, changed.capacity, changed.title) == (None, None, "Planting")


async def test_moderators_say_why_and_the_log_proves_it() -> None:
    why = "Grüße: 100 % Werbung"
    async with client_of(person()) as alice, client_of(ben := person()) as bob:
        community = await alice.communities.create("Garden", visibility="public")
        await bob.members.join(community.id)
        await alice.members.ban(community.id, ben.user_id, reason=why)
        assert [(b.user_id, b.reason) async for b in alice.members.bans(community.id)] == [
            (ben.user_id, why)
        ]
        newest = (await alice.audit.list(community.id).page(limit=1)).data[0]
        assert (newest["target_id"], newest["reason"]) == (ben.user_id, why)
        head, found = await alice.audit.verify(community.id)
        assert (head.hash, found) == (newest["hash"], [])


async def test_channels_are_ordered_and_changed() -> None:
    async with client_of(person()) as alice:
        community = await alice.communities.create("Garden")
        category = await alice.channels.create(community.id, "Beds", type="category")
        roses = await alice.channels.create(community.id, "roses", topic="thorns")
        changed = await alice.channels.update(roses.id, topic=None, archived=True)
        assert (changed.topic, changed.archived, changed.name) == (None, True, "roses")
        moves = [{"id": roses.id, "parent_id": category.id}]
        (moved,) = await alice.channels.reorder(community.id, moves)
        assert moved.parent_id == category.id
        await alice.channels.delete(category.id)
        names = [one.name async for one in alice.channels.list(community.id)]
        assert names == ["general", "roses"]


async def test_a_community_is_found_handed_over_deleted_and_restored() -> None:
    name = f"Garden {person().user_id[-8:]}"
    async with client_of(person()) as alice, client_of(ben := person()) as bob:
        community = await alice.communities.create(name, visibility="public")
        assert [one.id async for one in bob.communities.directory(name)] == [community.id]
        await bob.members.join(community.id)
        assert (await alice.communities.transfer(community.id, ben.user_id)).owner_id == ben.user_id
        with pytest.raises(ProblemError) as refused:
            await alice.communities.delete(community.id)
        assert refused.value.status == 403
        await bob.communities.delete(community.id, reason="It is winter")
        assert await bob.communities.mine().all() == []
        (gone,) = await bob.communities.mine(deleted=True).all()
        assert gone.purge_at is not None
        await bob.communities.restore(gone.id)
        assert [one.id async for one in bob.communities.mine()] == [community.id]


async def test_a_raid_is_seen_before_it_is_undone() -> None:
    async with client_of(person()) as alice, client_of(ben := person()) as bob:
        community = await alice.communities.create("Garden")
        invite = await alice.invites.create(community.id)
        await bob.invites.accept(invite.code)
        invitees = await alice.members.invitees(community.id, "me").all()
        assert [(one.user_id, one.invite_id) for one in invitees] == [(ben.user_id, invite.id)]
        raid = await alice.members.undo_raid(community.id, invite_id=invite.id, preview=True)
        assert (raid.preview, raid.action) == (True, "kick")
        assert (await alice.members.raid(community.id, raid.id)).id == raid.id
        await alice.invites.delete_all(community.id)
        assert await alice.invites.list(community.id).all() == []


async def test_the_community_of_a_local_start_has_something_of_everything() -> None:
    async with client_of(ann := person()) as alice, client_of(ben := person()) as bob:
        community = await alice.communities.create("Sunday Bakers")
        await bob.invites.accept((await alice.invites.create(community.id)).code)
        with httpx.Client(base_url="http://functions/v1", transport=Functions()) as http:
            furnish(http, community.id, ann.token, ben.token)
        channels = {one.name: one async for one in bob.channels.list(community.id)}
        assert channels["starters"].parent_id == channels["Kitchen"].id
        (post,) = await bob.posts.list(channels["questions"].id).all()
        assert (post.comment_count, post.accepted_comment_id is None) == (1, False)
        assert [one.name async for one in bob.circles.list(community.id)] == ["Night shift"]
        page = await bob.calendar.list(community.id).page(limit=1)
        assert [one.occurrence and one.occurrence.my_rsvp for one in page.data] == ["going"]
