"""What is said, and taken back."""

from __future__ import annotations

import secrets
from typing import Any

from commons.clock import now_ms, now_s, rfc3339
from commons.testing import Context, Person, call
from functions.messages.endpoints.add_reaction import add_reaction
from functions.messages.endpoints.bulk_delete_messages import bulk_delete_messages
from functions.messages.endpoints.close_poll import close_poll
from functions.messages.endpoints.create_scheduled_message import create_scheduled_message
from functions.messages.endpoints.create_thread import create_thread
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.delete_thread import delete_thread
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.join_thread import join_thread
from functions.messages.endpoints.leave_thread import leave_thread
from functions.messages.endpoints.pin_message import pin_message
from functions.messages.endpoints.remove_reaction import remove_reaction
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.unpin_message import unpin_message
from functions.messages.endpoints.update_scheduled_message import update_scheduled_message
from functions.messages.endpoints.update_thread import update_thread
from functions.messages.endpoints.vote_in_poll import vote_in_poll
from functions.messages.jobs.meet_deadlines import meet_deadlines
from functions.messages.jobs.send_scheduled import send_scheduled
from functions.messages.sockets.send import send
from tests.events.world import Actions, World, expect
from tests.functions.messages.places import look

LATER = "/scheduled-messages"
POLL = {"question": "Rye?", "answers": [{"text": "yes"}, {"text": "no"}]}


def say(world: World) -> None:
    body = {"content": f"words {secrets.token_hex(2)}", "mentions": {"everyone": True}}
    made = expect(201, call(send_message, world.place.messages, as_=world.owner, body=body))
    world.messages.append(made.body["id"])
    ask(world, world.owner)


def pass_on(world: World) -> None:
    """Something that the watcher said, passed on in the same channel, and edited."""
    said = call(send_message, world.place.messages, as_=world.watcher, body={"content": "words"})
    forward = {"channel_id": world.place.channel_id, "message_id": expect(201, said).body["id"]}
    sent = call(send_message, world.place.messages, as_=world.owner, body={"forward": forward})
    world.messages.append(expect(201, sent).body["id"])
    path = f"{world.place.messages}/{world.messages[-1]}"
    expect(200, call(edit_message, path, as_=world.owner, body={"content": "look"}))


def say_by_socket(world: World) -> None:
    socket = look(world.place, world.owner, world.connections)
    to = {"channel_id": world.place.channel_id, "nonce": secrets.token_hex(4)}
    sent = to | {"content": "hello", "mentions": {"users": [world.watcher.user_id]}}
    answer = socket.send("send", sent)
    assert answer is not None
    assert answer["op"] == "ack", answer
    world.messages.append(answer["d"]["id"])
    for place in (world.place.channel_id, asleep(world)):
        poll = {"poll": POLL, "channel_id": place, "nonce": secrets.token_hex(4)}
        answer = socket.send("send", poll)
        assert answer is not None
        assert answer["op"] == "ack", answer
    socket.disconnect()


def edit(world: World) -> None:
    if not world.messages:
        say(world)
    path = f"{world.place.messages}/{world.rng.choice(world.messages)}"
    body = {"content": f"better {secrets.token_hex(2)}"}
    expect(200, call(edit_message, path, as_=world.owner, body=body))


def unsay(world: World) -> None:
    """One's own, and then somebody else's."""
    if not world.messages:
        say(world)
    gone = world.messages.pop(world.rng.randrange(len(world.messages)))
    expect(204, call(delete_message, f"{world.place.messages}/{gone}", as_=world.owner))
    said = call(send_message, world.place.messages, as_=world.watcher, body={"content": "spam"})
    path = f"{world.place.messages}/{expect(201, said).body['id']}"
    expect(204, call(delete_message, path, as_=world.owner, headers={"x-audit-reason": "spam"}))


def react(world: World) -> None:
    """Whoever looks, and somebody else, with one emoji of a few."""
    if not world.messages:
        say(world)
    path = f"{world.place.messages}/{world.rng.choice(world.messages)}"
    for who in (world.owner, world.watcher):
        emoji = world.rng.choice("🍞🎉🥖")
        expect(204, call(add_reaction, f"{path}/reactions/{emoji}", as_=who))


def take_back(world: World) -> None:
    """What was given, and edit what it was given to."""
    react(world)
    path = f"{world.place.messages}/{world.rng.choice(world.messages)}"
    for who in (world.owner, world.watcher):
        expect(204, call(add_reaction, f"{path}/reactions/🍞", as_=who))
    expect(200, call(edit_message, path, as_=world.owner, body={"content": "better still"}))
    expect(204, call(remove_reaction, f"{path}/reactions/🍞", as_=world.watcher))


def pin(world: World) -> None:
    """A message of one's own, which is edited then."""
    say(world)
    body = {"content": "pinned words"}
    expect(204, call(pin_message, f"{world.place.pins}/{world.messages[-1]}", as_=world.owner))
    path = f"{world.place.messages}/{world.messages[-1]}"
    expect(200, call(edit_message, path, as_=world.owner, body=body))


def unpin(world: World) -> None:
    pin(world)
    path = f"{world.place.pins}/{world.messages[-1]}"
    expect(204, call(unpin_message, path, as_=world.owner))


def unsay_many(world: World) -> None:
    """Two of one's own, of which one was pinned, and one of somebody else's."""
    said = call(send_message, world.place.messages, as_=world.watcher, body={"content": "spam"})
    pin(world)
    say(world)
    ids = [expect(201, said).body["id"], world.messages.pop(), world.messages.pop()]
    path, body = f"{world.place.messages}/bulk-delete", {"message_ids": ids}
    why = {"x-audit-reason": "raid"}
    expect(204, call(bulk_delete_messages, path, as_=world.owner, body=body, headers=why))


def ask(world: World, who: Person, **more: object) -> str:
    """A poll; the path of its message."""
    body = {"poll": POLL | more}
    made = call(send_message, world.place.messages, as_=who, body=body)
    return f"{world.place.messages}/{expect(201, made).body['id']}"


def vote(world: World) -> None:
    """In a poll and in an anonymous one, change it, and take it back; the asked edit theirs."""
    path, secret = ask(world, world.owner), ask(world, world.watcher, anonymous=True)
    for who, poll, answers in (
        (world.owner, path, [1]),
        (world.watcher, path, [2]),
        (world.owner, secret, [2]),
        (world.owner, path, [2]),
        (world.watcher, path, []),
    ):
        body = {"answers": answers}
        expect(200, call(vote_in_poll, f"{poll}/poll/votes", as_=who, body=body))
    expect(200, call(edit_message, path, as_=world.owner, body={"content": "well?"}))


def close(world: World) -> None:
    """One's own, and somebody else's."""
    for who in (world.owner, world.watcher):
        path = ask(world, who)
        body = {"answers": [1]}
        expect(200, call(vote_in_poll, f"{path}/poll/votes", as_=world.owner, body=body))
        expect(204, call(close_poll, f"{path}/poll/close", as_=world.owner))


def close_in_time(world: World) -> None:
    """A poll closes, and a message disappears."""
    gone = {"content": "soon gone", "expires_in": 30}
    expect(201, call(send_message, world.place.messages, as_=world.owner, body=gone))
    path = ask(world, world.owner, duration_s=60)
    body = {"answers": [1]}
    expect(200, call(vote_in_poll, f"{path}/poll/votes", as_=world.watcher, body=body))
    detail = {"channel_id": world.place.channel_id, "at_ms": now_ms() + 61_000}
    meet_deadlines({"detail": detail}, Context())


def say_later(world: World, **more: object) -> dict[str, Any]:
    """A message of tomorrow."""
    send_at = rfc3339(now_ms() + 86_400_000)
    body = {"channel_id": world.place.channel_id, "content": "later", "send_at": send_at, **more}
    made = expect(201, call(create_scheduled_message, LATER, as_=world.owner, body=body))
    return dict(made.body)


def plan(world: World) -> None:
    say_later(world)


def say_even_later(world: World) -> None:
    path = f"{LATER}/{say_later(world)['id']}"
    body = {"send_at": rfc3339(now_ms() + 2 * 86_400_000), "recurrence": "FREQ=DAILY"}
    expect(200, call(update_scheduled_message, path, as_=world.owner, body=body))


def send_what_is_due(world: World) -> None:
    """In a thread that has gone to sleep: it wakes."""
    made, everyone = thread(world), {"everyone": True}
    expect(200, call(update_thread, f"/threads/{made}", as_=world.owner, body={"archived": True}))
    message = say_later(world, channel_id=made, poll=POLL, expires_in=3600, mentions=everyone)
    about = {"user_id": world.owner.user_id, "scheduled_id": message["id"]}
    send_scheduled({"detail": about | {"at_s": now_s() + 86_400}}, Context())


def thread(world: World, who: Person | None = None) -> str:
    """A thread from a message, renamed by who began it."""
    who = who or world.owner
    say(world)
    path = f"/channels/{world.place.channel_id}/threads"
    body = {"name": f"words {secrets.token_hex(2)}", "message_id": world.messages[-1]}
    made = expect(201, call(create_thread, path, as_=who, body=body)).body["id"]
    rename = {"name": "other words"}
    expect(200, call(update_thread, f"/threads/{made}", as_=who, body=rename))
    return str(made)


def begin_thread(world: World) -> None:
    thread(world)


def end_thread(world: World) -> None:
    path = f"/threads/{thread(world)}"
    expect(204, call(delete_thread, path, as_=world.owner))


def wake_thread(world: World) -> None:
    """Others take part: a moderator archives, a message opens it again."""
    made = asleep(world)
    for door in (join_thread, leave_thread):
        expect(204, call(door, f"/threads/{made}/members/me", as_=world.watcher))
    path = f"/channels/{made}/messages"
    expect(201, call(send_message, path, as_=world.watcher, body={"content": "still there?"}))


def asleep(world: World) -> str:
    """A thread that a moderator has archived."""
    made = thread(world, world.watcher)
    body, why = {"archived": True}, {"x-audit-reason": "quiet"}
    reply = call(update_thread, f"/threads/{made}", as_=world.owner, body=body, headers=why)
    expect(200, reply)
    return made


def say_here_and_in_threads(world: World) -> None:
    say(world)
    wake_thread(world)


ACTIONS: Actions = [
    (send_message, say_here_and_in_threads),
    (send, say_by_socket),
    (edit_message, edit),
    (edit_message, pass_on),
    (add_reaction, react),
    (remove_reaction, take_back),
    (pin_message, pin),
    (unpin_message, unpin),
    (create_thread, begin_thread),
    (update_thread, wake_thread),
    (delete_thread, end_thread),
    (delete_message, unsay),
    (bulk_delete_messages, unsay_many),
    (vote_in_poll, vote),
    (close_poll, close),
    (meet_deadlines, close_in_time),
    (create_scheduled_message, plan),
    (update_scheduled_message, say_even_later),
    (send_scheduled, send_what_is_due),
]
