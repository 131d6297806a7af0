"""Every way of acting in a forum that tells."""

from __future__ import annotations

import secrets

from commons.testing import Person, call
from functions.posts.endpoints.accept_answer import accept_answer
from functions.posts.endpoints.add_comment_reaction import add_comment_reaction
from functions.posts.endpoints.add_post_reaction import add_post_reaction
from functions.posts.endpoints.create_comment import create_comment
from functions.posts.endpoints.create_post import create_post
from functions.posts.endpoints.delete_comment import delete_comment
from functions.posts.endpoints.delete_post import delete_post
from functions.posts.endpoints.remove_comment_reaction import remove_comment_reaction
from functions.posts.endpoints.remove_post_reaction import remove_post_reaction
from functions.posts.endpoints.set_tags import set_tags
from functions.posts.endpoints.switch_feed import switch_feed
from functions.posts.endpoints.update_comment import update_comment
from functions.posts.endpoints.update_post import update_post
from functions.posts.endpoints.withdraw_answer import withdraw_answer
from tests.events.forum import done
from tests.events.world import Actions, World

EMOJIS = "🍞🥖🎉"


def _post(world: World) -> None:
    """A post, and a draft that nobody hears of."""
    world.forum.posts.append(world.forum.post())
    world.forum.post(state="draft")


def _edit(world: World) -> None:
    """A draft is published and edited twice; the owner flags it, and locks nothing for long."""
    forum = world.forum
    draft = forum.post(state="draft")
    forum.edit(forum.author, draft, state="published")
    forum.posts.append(draft)
    forum.edit(forum.author, forum.some_post(), title=secrets.token_hex(3), tags=forum.tags[:1])
    forum.edit(forum.owner, draft, pinned=True, locked=True)
    forum.edit(forum.owner, draft, locked=False, tier_id=None, tags=forum.tags[-1:])
    forum.edit(forum.owner, forum.some_post(), pinned=forum.rng.random() < 0.5)


def _delete(world: World) -> None:
    """The author's, by themselves and by the owner, with what hangs on it."""
    forum = world.forum
    for who in (forum.author, forum.owner):
        post_id = forum.post()
        forum.comments.remove((post_id, forum.comment(post_id)))
        done(204, call(delete_post, f"/posts/{post_id}", as_=who))


def _comment(world: World) -> None:
    """A comment, and an answer to it."""
    post_id = world.forum.some_post()
    top = world.forum.comment(post_id)
    world.forum.comment(post_id, parent_id=top)


def _edit_comment(world: World) -> None:
    for _ in range(2):
        post_id, comment_id = world.forum.some_comment()
        path, body = f"/posts/{post_id}/comments/{comment_id}", {"content": secrets.token_hex(3)}
        done(200, call(update_comment, path, as_=world.forum.author, body=body))


def _delete_comment(world: World) -> None:
    """The accepted one, by the owner; and one that has an answer."""
    forum, post_id = world.forum, world.forum.some_post()
    top, accepted = forum.comment(post_id), forum.comment(post_id)
    forum.comment(post_id, parent_id=top)
    _accept(world, post_id, accepted, forum.author)
    path = f"/posts/{post_id}/comments/{accepted}/reactions/{EMOJIS[0]}"
    done(204, call(add_comment_reaction, path, as_=forum.owner))
    for comment_id, who in ((accepted, forum.owner), (top, forum.author)):
        forum.comments.remove((post_id, comment_id))
        done(204, call(delete_comment, f"/posts/{post_id}/comments/{comment_id}", as_=who))


def _accept(world: World, post_id: str, comment_id: str, who: Person) -> None:
    path, body = f"/posts/{post_id}/accepted-answer", {"comment_id": comment_id}
    done(204, call(accept_answer, path, as_=who, body=body))


def _accept_some(world: World) -> None:
    """New comments on a new post, so that there is something to tell, and it stays."""
    post_id = world.forum.post()
    world.forum.posts.append(post_id)
    for who in (world.forum.author, world.forum.owner):
        _accept(world, post_id, world.forum.comment(post_id), who)


def _withdraw(world: World) -> None:
    post_id = world.forum.post()
    world.forum.posts.append(post_id)
    _accept(world, post_id, world.forum.comment(post_id), world.forum.author)
    path = f"/posts/{post_id}/accepted-answer"
    done(204, call(withdraw_answer, path, as_=world.forum.owner))


def _react(world: World) -> None:
    post_id = world.forum.post()
    world.forum.posts.append(post_id)
    for emoji in EMOJIS[:2]:
        path = f"/posts/{post_id}/reactions/{emoji}"
        done(204, call(add_post_reaction, path, as_=world.forum.author))


def _unreact(world: World) -> None:
    """Given again afterwards, by the same person: another reaction."""
    path = f"/posts/{world.forum.some_post()}/reactions/{world.rng.choice(EMOJIS)}"
    for declared in (add_post_reaction, remove_post_reaction, add_post_reaction):
        done(204, call(declared, path, as_=world.forum.owner))


def _react_to_comment(world: World) -> None:
    post_id = world.forum.some_post()
    path = f"/posts/{post_id}/comments/{world.forum.comment(post_id)}/reactions/{EMOJIS[0]}"
    done(204, call(add_comment_reaction, path, as_=world.forum.owner))


def _unreact_to_comment(world: World) -> None:
    post_id, comment_id = world.forum.some_comment()
    path = f"/posts/{post_id}/comments/{comment_id}/reactions/{world.rng.choice(EMOJIS)}"
    for declared in (add_comment_reaction, remove_comment_reaction):
        done(204, call(declared, path, as_=world.forum.author))


def _set_tags(world: World) -> None:
    """Twice; one that posts have goes."""
    forum, path = world.forum, f"/channels/{world.forum.channel_id}/tags"
    for _ in range(2):
        kept = [{"id": tag, "name": "kept"} for tag in forum.tags[-2:]]
        new = [{"name": secrets.token_hex(2), "moderated": False}, *kept]
        made = call(set_tags, path, as_=forum.owner, body={"tags": new})
        done(200, made)
        forum.tags = [tag["id"] for tag in made.body["tags"]]


def _switch_feed(world: World) -> None:
    path, body = f"/channels/{world.forum.channel_id}/posts/feed", {"enabled": True}
    done(204, call(switch_feed, path, as_=world.forum.owner, body=body))


ACTIONS: Actions = [
    (set_tags, _set_tags),
    (switch_feed, _switch_feed),
    (create_post, _post),
    (update_post, _edit),
    (create_comment, _comment),
    (update_comment, _edit_comment),
    (delete_comment, _delete_comment),
    (accept_answer, _accept_some),
    (withdraw_answer, _withdraw),
    (add_post_reaction, _react),
    (remove_post_reaction, _unreact),
    (add_comment_reaction, _react_to_comment),
    (remove_comment_reaction, _unreact_to_comment),
    (delete_post, _delete),
]
