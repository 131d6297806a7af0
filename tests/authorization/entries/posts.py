"""Requests to posts, and what its handlers decide. The post and its comment are the owner's."""

from __future__ import annotations

from commons.permissions import Permission
from commons.testing import call
from functions.posts.endpoints.add_comment_reaction import add_comment_reaction
from functions.posts.endpoints.add_post_reaction import add_post_reaction
from functions.posts.endpoints.create_comment import create_comment
from functions.posts.endpoints.create_post import create_post
from functions.posts.endpoints.update_post import update_post
from tests.authorization.expectations import NOT_FOUND, Entry, Outcome, everybody, lacks
from tests.authorization.worlds import INSIDE, Persona, World

MANAGE = {Persona.MEMBER: lacks(Permission.MANAGE_POSTS)}
OF_FORUM = "/v1/channels/{channel_id}"
OF_POST = "/v1/posts/{post_id}"
OF_COMMENT = f"{OF_POST}/comments/{{comment_id}}"
REACTION = "reactions/{emoji}"
SAYS = {"content": "hello"}


def _forum(world: World) -> dict[str, str]:
    return {"channel_id": world.ids["forum_id"]}


def _answer(world: World) -> dict[str, str]:
    return {"comment_id": world.ids["comment_id"]}


def _reply(world: World) -> dict[str, str]:
    return SAYS | {"parent_id": world.ids["comment_id"]}


def _not_yours(code: str) -> dict[Persona, Outcome]:
    """Nobody changes the words of others: who manages posts, and who is called owner, too."""
    writers = [
        persona
        for persona, (_, held) in INSIDE.items()
        if held & Permission.COMMENT and persona is not Persona.OWNER
    ]
    return dict.fromkeys(writers, Outcome(403, code))


ENTRIES: dict[str, Entry] = {
    f"POST {OF_FORUM}/posts": Entry(
        ids=_forum, body=lambda world: {"title": "Rye", "content": "Hello"}
    ),
    f"GET {OF_FORUM}/posts": Entry(ids=_forum),
    f"GET {OF_FORUM}/tags": Entry(ids=_forum),
    f"PUT {OF_FORUM}/tags": Entry(ids=_forum, body=lambda world: {"tags": [{"name": "rye"}]}),
    f"GET {OF_FORUM}/posts/feed": Entry(ids=_forum),
    f"PUT {OF_FORUM}/posts/feed": Entry(ids=_forum, body=lambda world: {"enabled": True}),
    f"GET {OF_FORUM}/posts/feed.xml": Entry(
        ids=_forum,
        decided={Persona.ANONYMOUS: NOT_FOUND},  # nobody has switched it on
    ),
    "GET /v1/users/me/drafts": Entry(decided=everybody(Outcome(200))),
    f"GET {OF_POST}": Entry(),
    f"PATCH {OF_POST}": Entry(body=lambda world: {"pinned": True}, decided=MANAGE),
    f"DELETE {OF_POST}": Entry(decided=MANAGE),
    f"GET {OF_POST}/revisions": Entry(decided=MANAGE),
    f"PUT {OF_POST}/accepted-answer": Entry(body=_answer, decided=MANAGE),
    f"DELETE {OF_POST}/accepted-answer": Entry(decided=MANAGE),
    f"POST {OF_POST}/comments": Entry(body=_reply),
    f"GET {OF_POST}/comments": Entry(),
    f"PATCH {OF_COMMENT}": Entry(body=lambda world: SAYS, decided=_not_yours("not_your_comment")),
    f"DELETE {OF_COMMENT}": Entry(decided=MANAGE),
    **{
        f"{method} {target}/{REACTION}": Entry()
        for method in ("GET", "PUT", "DELETE")
        for target in (OF_POST, OF_COMMENT)
    },
}


def fill(world: World) -> None:
    """Two of everything that is listed."""
    owner, post, forum = world.token(Persona.OWNER), world.ids["post_id"], world.ids["forum_id"]
    says = {"title": "Rye", "content": "Hello"}
    posts, path = f"/channels/{forum}/posts", f"/posts/{post}"
    for body in (says, says | {"state": "draft"}, says | {"state": "draft"}):
        assert call(create_post, posts, as_=owner, body=body).status == 201
    assert call(update_post, path, as_=owner, body=says).status == 200
    assert call(create_comment, f"{path}/comments", as_=owner, body=SAYS).status == 201
    comment, member = f"{path}/comments/{world.ids['comment_id']}", world.token(Persona.MEMBER)
    assert call(add_post_reaction, f"{path}/reactions/🍞", as_=member).status == 204
    assert call(add_comment_reaction, f"{comment}/reactions/🍞", as_=member).status == 204
