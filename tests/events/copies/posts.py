"""What a service would keep of posts: their list, comments, reactions and flags."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from commons.contracts.communities.channels import ChannelDeleted
from commons.contracts.posts import (
    CommentDeleted,
    CommentUpdated,
    PostCommented,
    PostDeleted,
    PostModerated,
    PostPublished,
    PostReactionAdded,
    PostReactionRemoved,
    PostTagsChanged,
    PostUpdated,
)
from commons.events import Event
from commons.testing import deliver
from functions.posts.consumers.on_channel_deleted import on_channel_deleted
from functions.posts.consumers.on_comment_deleted import on_comment_deleted
from functions.posts.consumers.on_post_deleted import on_post_deleted
from tests.events.copies.base import OnBus, View
from tests.events.world import World
from tests.functions.posts.remains import remains
from tests.refusals import rows

POST = "GET /v1/posts/{post_id}"


class Tags(OnBus):
    """The tags of every forum, as posts may have them."""

    hears = frozenset({"PostTagsChanged"})

    def __init__(self) -> None:
        self.tags: dict[str, tuple[int, list[str], list[str]]] = {}

    def apply(self, event: Event) -> None:
        match event:
            case PostTagsChanged():
                if event.revision > self.tags.get(event.channel_id, (0, [], []))[0]:
                    now = event.revision, list(event.tag_ids), list(event.moderated)
                    self.tags[event.channel_id] = now

    def view(self, world: World) -> View:
        _, tags, moderated = self.tags.get(world.forum.channel_id, (0, [], []))
        return self.tags.keys() | {world.forum.channel_id}, tags, moderated

    def fresh(self, world: World) -> View:
        path = f"/channels/{world.forum.channel_id}/tags"
        tags = world.seen("GET /v1/channels/{channel_id}/tags", path).body["tags"]
        moderated = [tag["id"] for tag in tags if tag["moderated"]]
        return {world.forum.channel_id}, [tag["id"] for tag in tags], moderated


class Posts(OnBus):
    """Every published post with its flags, counts and comments; never a word of them."""

    hears = frozenset(
        {
            *("PostPublished", "PostUpdated", "PostDeleted", "PostTagsChanged"),
            *("PostCommented", "CommentUpdated", "CommentDeleted"),
            *("PostReactionAdded", "PostReactionRemoved"),
        }
    )
    begun: ClassVar = ("community_id", "channel_id", "author_id", "published_at")
    flags: ClassVar = ("tags", "tier_id", "pinned", "locked", "accepted_comment_id", "edited_at")
    said: ClassVar = ("parent_id", "author_id", "created_at")

    def __init__(self) -> None:
        self.tags = Tags()
        self.posts: dict[str, dict[str, Any]] = {}
        self.state: dict[str, tuple[int, dict[str, Any]]] = {}
        self.comments: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.edits: dict[str, tuple[int, str | None]] = {}
        self.given: dict[str, tuple[str, str, str]] = {}
        self.ended: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case PostTagsChanged():
                self.tags.apply(event)
            case PostPublished() | PostUpdated():
                self._post(event)
            case PostCommented():
                said = {name: getattr(event, name) for name in self.said}
                self.comments[event.post_id][event.comment_id] = said
            case CommentUpdated():
                if event.revision > self.edits.get(event.comment_id, (1, None))[0]:
                    self.edits[event.comment_id] = event.revision, event.edited_at
            case PostReactionAdded():
                target = event.comment_id or event.post_id
                self.given[event.reaction_id] = target, event.emoji, event.user_id
            case PostDeleted():
                self.ended.add(event.post_id)
            case CommentDeleted():
                self.ended.add(event.comment_id)
            case PostReactionRemoved():
                self.ended.add(event.reaction_id)

    def _post(self, event: PostPublished | PostUpdated) -> None:
        if isinstance(event, PostPublished):
            self.posts[event.post_id] = {name: getattr(event, name) for name in self.begun}
        if event.revision > self.state.get(event.post_id, (0, {}))[0]:
            state = {name: getattr(event, name, None) for name in self.flags}
            state["tags"] = list(event.tags)
            self.state[event.post_id] = event.revision, state

    def view(self, world: World) -> View:
        return {id_: self._shown(id_) for id_ in self.posts.keys() - self.ended}

    def _shown(self, post_id: str) -> dict[str, Any]:
        post, (revision, state) = self.posts[post_id], self.state[post_id]
        _, known, _ = self.tags.tags.get(post["channel_id"], (0, [], []))
        all_, told = self.comments[post_id], self.edits
        comments = {
            id_: said | dict(zip(("revision", "edited_at"), told.get(id_, (1, None)), strict=True))
            for id_, said in all_.items()
            if id_ not in self.ended
        }
        times = [post["published_at"], *(said["created_at"] for said in all_.values())]
        return {
            **post,
            **state,
            "tags": [tag for tag in state["tags"] if tag in known],
            "revision": revision,
            "last_activity_at": max(filter(None, times), default=None),
            "comment_count": len(comments),
            "comments": comments,
            "reactions": {id_: self._counts(id_) for id_ in (post_id, *comments)},
        }

    def _counts(self, target_id: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for id_, (target, emoji, user_id) in self.given.items():
            if target == target_id and id_ not in self.ended:
                found[emoji].append(user_id)
        return {emoji: sorted(users, key=str) for emoji, users in found.items()}

    def fresh(self, world: World) -> View:
        path = f"/channels/{world.forum.channel_id}/posts"
        page = world.seen("GET /v1/channels/{channel_id}/posts", path, limit=100).body
        assert page["next_cursor"] is None
        return {post["id"]: self._read(world, post) for post in page["data"]}

    def _read(self, world: World, post: dict[str, Any]) -> dict[str, Any]:
        path = f"/posts/{post['id']}"
        page = world.seen(f"{POST}/comments", f"{path}/comments", limit=100).body
        comments = {c["id"]: c for c in page["data"] if not c["deleted"]}
        names = ("revision", "last_activity_at", "comment_count", *self.begun, *self.flags)
        tier = post["tier"] and post["tier"]["tier_id"]
        said = (*self.said, "revision", "edited_at")
        reactions = {post["id"]: self._reactors(world, path, POST, post)} | {
            id_: self._reactors(
                world, f"{path}/comments/{id_}", f"{POST}/comments/{{comment_id}}", comment
            )
            for id_, comment in comments.items()
        }
        return {name: post.get(name) for name in names} | {
            "tier_id": tier,
            "comments": {id_: {name: c[name] for name in said} for id_, c in comments.items()},
            "reactions": reactions,
        }

    def _reactors(
        self, world: World, path: str, route: str, target: dict[str, Any]
    ) -> dict[str, list[str]]:
        found = {}
        for one in target["reactions"]:
            where = f"{path}/reactions/{one['emoji']}"
            who = world.seen(f"{route}/reactions/{{emoji}}", where, limit=100).body["data"]
            assert len(who) == one["count"]
            found[one["emoji"]] = sorted(somebody["user_id"] for somebody in who)
        return found


class Acts(OnBus):
    """What moderators have made of posts: only they pin and lock, so their acts tell all of it."""

    hears = frozenset({"PostModerated"})

    def __init__(self) -> None:
        self.acts: dict[str, tuple[str, str, dict[str, Any]]] = {}

    def apply(self, event: Event) -> None:
        match event:
            case PostModerated():
                self.acts[event.event_id] = event.action, event.target_id, dict(event.after)

    def view(self, world: World) -> View:
        found = {post_id: {"pinned": False, "locked": False} for post_id in world.forum.posts}
        for _, (action, target_id, after) in sorted(self.acts.items()):
            if action == "post_updated" and target_id in found:
                found[target_id] |= {k: v for k, v in after.items() if k in ("pinned", "locked")}
        return found

    def fresh(self, world: World) -> View:
        read = {id_: world.seen(POST, f"/posts/{id_}").body for id_ in world.forum.posts}
        return {id_: {n: post[n] for n in ("pinned", "locked")} for id_, post in read.items()}


class Remains(OnBus):
    """What posts keeps of what was deleted: nothing, and all of what is left."""

    hears = frozenset({"PostDeleted", "CommentDeleted", "ChannelDeleted"})
    uses = (on_post_deleted, on_comment_deleted, on_channel_deleted)

    def __init__(self) -> None:
        self.gone: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case PostDeleted():
                self.gone.add(event.post_id)
                assert deliver(on_post_deleted, event) == []
            case CommentDeleted():
                self.gone.add(f"R#{event.comment_id}")
                assert deliver(on_comment_deleted, event) == []
            case ChannelDeleted():
                self.gone.add(f"CHN#{event.channel_id}")
                assert deliver(on_channel_deleted, event) == []

    def view(self, world: World) -> View:
        return remains(*self.gone), set(world.forum.posts)

    def fresh(self, world: World) -> View:
        heads = {pk.removeprefix("POST#") for pk, sk in rows("posts") if sk == "POST"}
        return [], heads.intersection(world.forum.posts)


#: Said to whoever reads an event by itself: a copy knows the place of a post, and what has ended.
ONLY_SAID = {
    *(
        f"{event}.{field}"
        for event in (
            *("PostUpdated", "PostDeleted", "PostCommented", "CommentUpdated", "CommentDeleted"),
            *("PostReactionAdded", "PostReactionRemoved"),
        )
        for field in ("community_id", "channel_id")
    ),
    *(f"{event}.post_id" for event in ("CommentUpdated", "CommentDeleted", "PostReactionRemoved")),
    *(f"PostReactionRemoved.{field}" for field in ("comment_id", "user_id", "emoji")),
    *(f"{event}.author_id" for event in ("PostDeleted", "CommentDeleted")),
    *(f"PostModerated.{field}" for field in ("community_id", "before", "reason")),
    "PostTagsChanged.community_id",
    *(f"{event}.tier_id" for event in ("PostPublished", "PostUpdated")),  # no role is sold here
}
