"""What clients of posts send and receive."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from commons.bounds import Bound
from commons.etags import Tagged
from commons.ids import COMMENT
from commons.reactions import Emoji, Reaction
from commons.validation import (
    ABSENT,
    LINE,
    ULID,
    ChannelId,
    CommentId,
    CommunityId,
    Count,
    Input,
    PostId,
    Time,
    UserId,
    id_form,
    shown,
)

MAX_TITLE = Bound(200, "post_title_characters", "Characters of a post's title.")
MAX_POST = Bound(40_000, "post_characters", "Characters of a post.")
MAX_POST_BYTES = Bound(64 * 1024, "post_bytes", "A post in UTF-8.")
MAX_EXCERPT = Bound(300, "post_excerpt_characters", "Characters of a post's excerpt.")
MAX_COMMENT = Bound(8000, "comment_characters", "Characters of a comment.")
MAX_COMMENT_BYTES = Bound(16 * 1024, "comment_bytes", "A comment in UTF-8.")
MAX_TAGS = Bound(20, "tags_per_channel", "Tags of one forum channel.")
MAX_POST_TAGS = Bound(5, "tags_per_post", "Tags of one post.")
MAX_TAG_NAME = Bound(50, "tag_name_characters", "Characters of a tag's name.")
#: A post's 64 KB, every character of it escaped in JSON, and the rest of its body.
BODY_KB = 256
#: Text with line breaks that shows something.
_HIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
WORDS = rf"^[^{_HIDDEN}]*[^\s{_HIDDEN}][^{_HIDDEN}]*$"


def _fits(limit: int) -> AfterValidator:
    def check(content: str) -> str:
        if len(content.encode()) > limit:
            raise ValueError(f"must be at most {limit} bytes in UTF-8")
        return content

    return AfterValidator(check)


def _distinct(tags: list[str]) -> list[str]:
    if len(set(tags)) != len(tags):
        raise ValueError("must name each tag once")
    return tags


Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE, pattern=LINE),
    shown("How to keep a starter alive"),
]
Content = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_POST, pattern=WORDS),
    _fits(MAX_POST_BYTES),
    shown("# Feeding\n\nTwice a day, *at room temperature*."),
]
Excerpt = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_EXCERPT, pattern=WORDS),
    shown("What I learned in ten years of feeding one jar."),
]
CommentContent = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_COMMENT, pattern=WORDS),
    _fits(MAX_COMMENT_BYTES),
    shown("Mine likes rye."),
]
TagId = Annotated[
    str, StringConstraints(pattern=id_form("tag")), shown("tag_01JD1XR5K8P0R2T4W6Y8A1C3E5")
]
TierId = Annotated[
    str,
    StringConstraints(pattern=f"^[a-z]{{3}}_{ULID}$"),
    shown("rol_01JD1XR5K8P0R2T4W6Y8A1C3E5"),
]
Tags = Annotated[
    list[TagId], Field(max_length=MAX_POST_TAGS), AfterValidator(_distinct), shown(uniqueItems=True)
]
State = Literal["draft", "published"]


class NewPost(Input):
    """POST /channels/{channel_id}/posts"""

    title: Title
    content: Content
    tags: Tags = []
    state: State = "published"
    excerpt: Excerpt | None = None
    tier_id: TierId | None = None


class PostChanges(Input):
    """PATCH /posts/{post_id} (RFC 7396): absent leaves, null removes excerpt and gate."""

    title: Title = ABSENT
    content: Content = ABSENT
    tags: Tags = ABSENT
    state: State = ABSENT
    excerpt: Excerpt | None = None
    tier_id: TierId | None = None
    pinned: bool = ABSENT
    locked: bool = ABSENT


class NewComment(Input):
    """POST /posts/{post_id}/comments"""

    content: CommentContent
    parent_id: Annotated[CommentId, StringConstraints(pattern=id_form(COMMENT))] | None = None


class CommentChange(Input):
    """PATCH /posts/{post_id}/comments/{comment_id}"""

    content: CommentContent


class Answer(Input):
    """PUT /posts/{post_id}/accepted-answer"""

    comment_id: Annotated[CommentId, StringConstraints(pattern=id_form(COMMENT))]


class GivenTag(Input):
    """One of the tags that a channel shall have; without an id it is new."""

    id: TagId | None = None
    name: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, min_length=1, max_length=MAX_TAG_NAME, pattern=LINE
        ),
        shown("Rye"),
    ]
    emoji: Emoji | None = None
    moderated: bool = False


class GivenTags(Input):
    """PUT /channels/{channel_id}/tags"""

    tags: Annotated[list[GivenTag], Field(max_length=MAX_TAGS)]


class FeedSwitch(Input):
    """PUT /channels/{channel_id}/posts/feed"""

    enabled: bool


class Gate(BaseModel):
    """What one must hold to read a post."""

    tier_id: Annotated[str, shown("rol_01JD1XR5K8P0R2T4W6Y8A1C3E5")]
    """The tier: a role of the community until there are payments."""
    locked: bool
    """Whether the reader does not hold it."""


class PostSummary(Tagged):
    """A post in a list: all of it but the text."""

    id: PostId
    """The post."""
    channel_id: ChannelId
    """The forum it is in."""
    community_id: CommunityId
    """The community of that channel."""
    author_id: UserId
    """Who wrote it."""
    title: Annotated[str, shown("How to keep a starter alive")]
    """What it is about."""
    excerpt: Annotated[str, shown("What I learned in ten years of feeding one jar.")]
    """What its author lets everybody read; else its beginning, for who may read all of it."""
    state: State
    """Drafts are seen by their author alone."""
    tags: list[str]
    """Ids of tags of the channel."""
    pinned: bool
    """Whether it stands before all others."""
    locked: bool
    """Whether nobody but who manages posts may comment."""
    accepted_comment_id: CommentId | None
    """The comment that answers it."""
    comment_count: Count
    """Comments and answers to them."""
    reactions: list[Reaction]
    """The most frequent first."""
    tier: Gate | None
    """Its gate; null when it has none."""
    revision: Annotated[int, shown(3, minimum=1)]
    """Counts edits; the `ETag`."""
    edited_at: Time | None
    """When its words were changed last since it was published; null when never."""
    published_at: Time | None
    """When others saw it first; null for a draft."""
    created_at: Time
    """When it was begun."""
    last_activity_at: Time
    """When it was published, or commented on last."""


class PostOut(PostSummary):
    """A post."""

    content: Annotated[str, shown("# Feeding\n\nTwice a day, *at room temperature*.")] | None
    """Its text in Markdown; null while its gate is closed to the reader."""


class Revision(BaseModel):
    """What a post said for a while."""

    revision: Annotated[int, shown(3, minimum=1)]
    """Since which revision of the post."""
    title: Annotated[str, shown("How to keep a starter alive")]
    """Its title then."""
    content: Annotated[str, shown("# Feeding\n\nOnce a day.")]
    """Its text then."""
    created_at: Time
    """When it was written."""


class CommentOut(Tagged):
    """A comment, or an answer to one."""

    id: CommentId
    """The comment."""
    post_id: PostId
    """The post it is about."""
    channel_id: ChannelId
    """The forum that post is in."""
    parent_id: CommentId | None
    """The comment it answers; null when it is none's answer."""
    author_id: UserId | None
    """Who wrote it; null once it is deleted."""
    content: Annotated[str, shown("Mine likes rye.")] | None
    """What it says; null once it is deleted."""
    accepted: bool
    """Whether it answers the post."""
    deleted: bool
    """Whether it only stays for the answers to it."""
    reply_count: Count
    """Answers to it."""
    reactions: list[Reaction]
    """The most frequent first."""
    revision: Annotated[int, shown(1, minimum=1)]
    """Counts edits; the `ETag`."""
    edited_at: Time | None
    """When it was changed last; null when never."""
    created_at: Time
    """When it was written."""


class TagOut(BaseModel):
    """One word that posts of a channel can be found by."""

    id: Annotated[str, shown("tag_01JD1XR5K8P0R2T4W6Y8A1C3E5", pattern=id_form("tag"))]
    """The tag."""
    name: Annotated[str, shown("Rye")]
    """What it is called."""
    emoji: Annotated[str, shown("🌾")] | None
    """What is shown before it."""
    moderated: bool
    """Whether only who manages posts puts it on and takes it off."""


class TagList(Tagged):
    """The tags of a channel, in their order."""

    tags: list[TagOut]


class Feed(BaseModel):
    """Whether the world may read a channel's posts."""

    enabled: bool
    """Whether somebody has switched it on."""
    open: bool
    """Whether it can be read now: on, the community public, the channel readable by everybody."""
    url: Annotated[str, shown("https://api.example.org/v1/channels/chn_…/posts/feed.xml")]
    """Where."""
