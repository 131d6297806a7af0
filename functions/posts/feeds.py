"""A channel's newest posts as RSS 2.0, for the world: only where somebody chose so, and while
everybody in a public community may read the channel.

Feeds are made by the standard library: a dozen elements, all of whose text it escapes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cached_property
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from commons import access, resolver
from commons.clock import now_s
from commons.errors import NotFound
from commons.permissions import Permission
from commons.resolver import Membership
from commons.settings import settings

from .models.forums import Forum
from .models.listing import Listed, Sort
from .models.posts import Post, Text

ITEMS = 20
ATOM = "http://www.w3.org/2005/Atom"
#: What XML 1.0 cannot hold (section 2.2), and schemas let pass.
ILLEGAL = {0xFFFE: None, 0xFFFF: None}


def url(channel_id: str) -> str:
    """Where a channel's feed is."""
    return f"{settings().api_url}/v1/channels/{channel_id}/posts/feed.xml"


def is_open(forum: Forum) -> bool:
    """Whether the world may read it: switched on, public, and readable by who has just joined."""
    if not forum.feed:
        return False
    try:
        found = access.situation("", channel_id=forum.channel_id)
    except NotFound:
        return False
    newcomer = Membership(user_id="", present=True, consented=found.community.rules)
    bits = resolver.resolve(
        found.community, newcomer, found.channel, now=now_s(), channel_id=forum.channel_id
    )
    needed = Permission.VIEW | Permission.READ_HISTORY
    return found.community.public and bits & needed == needed


@dataclass(frozen=True)
class Feed:
    """The newest published posts of a channel."""

    forum: Forum
    posts: list[Post]

    @classmethod
    def load(cls, channel_id: str) -> Feed:
        """The feed. Raises NotFound where the world may not read it, as where nothing is."""
        forum = Forum.find(channel_id)
        if not is_open(forum):
            raise NotFound
        rows = Listed.query(
            f"CHN#{channel_id}",
            Listed.sk.startswith(Listed.beginning(Sort.CREATED)),
            limit=ITEMS,
            page_size=ITEMS,
            consistent_read=True,
        )
        return cls(forum, Post.find_all([row.post_id for row in rows]))

    @cached_property
    def etag(self) -> str:
        """A strong validator: of the posts, their edits, and the tags that are shown of them."""
        told = [self.forum.channel_id, str(self.forum.revision)]
        told += [f"{post.post_id} {post.revision}" for post in self.posts]
        return f'"{hashlib.sha256(" ".join(told).encode()).hexdigest()[:32]}"'

    @property
    def modified(self) -> str | None:
        """When a post in it was published or its words were changed last; None without posts."""
        times = [str(post.edited_at or post.published_at) for post in self.posts]
        return http_date(max(times)) if times else None

    def xml(self) -> bytes:
        """The document."""
        root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
        channel = SubElement(root, "channel")
        where = url(self.forum.channel_id)
        _add(channel, "title", f"Posts of {self.forum.channel_id}")
        _add(channel, "link", where)
        _add(channel, "description", "The newest posts of a forum on Creavio.")
        SubElement(
            channel, "atom:link", {"href": where, "rel": "self", "type": "application/rss+xml"}
        )
        names = {tag.tag_id: tag.name for tag in self.forum.tags}
        texts = Text.of_all([post for post in self.posts if post.tier_id is None])
        for post in self.posts:
            text = texts.get(post.post_id)
            content = post.excerpt or "" if text is None else text.content
            _item(channel, post, content, [names[tag] for tag in post.tags if tag in names])
        document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return document


def http_date(at: str) -> str:
    """``Sun, 06 Nov 1994 08:49:37 GMT`` of a time of ours (RFC 9110, section 5.6.7)."""
    from datetime import datetime

    return format_datetime(datetime.fromisoformat(at).replace(microsecond=0), usegmt=True)


def _item(channel: Element, post: Post, content: str, tags: list[str]) -> None:
    """A post: its text as it was written, no markup in it taken for HTML by whoever shows it."""
    item = SubElement(channel, "item")
    _add(item, "title", post.title)
    _add(item, "link", f"{settings().api_url}/v1/posts/{post.post_id}")
    _add(item, "description", escape(content, quote=False).replace("\n", "<br>\n"))
    for tag in tags:
        _add(item, "category", tag)
    SubElement(item, "guid", {"isPermaLink": "false"}).text = post.post_id
    _add(item, "pubDate", http_date(str(post.published_at)))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text.translate(ILLEGAL)
