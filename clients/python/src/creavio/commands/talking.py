"""Talking: `creavio chat`."""

from __future__ import annotations

import sys

from creavio.chat import newcomers, plain, terminal
from creavio.chat.conversation import Conversation
from creavio.commands.communities import count
from creavio.commands.running import Actions, Context
from creavio.connection import Timing
from creavio.places import find_place

HISTORY_LINES = 20


def add(actions: Actions) -> None:
    """How it is called."""
    chatting = actions.add("chat", chat)
    chatting.add_argument(
        "place", nargs="?", metavar="CHANNEL|COMMUNITY", help="a name, an id, COMMUNITY/CHANNEL"
    )
    chatting.add_argument("--history", type=count, default=HISTORY_LINES, help="earlier messages")
    chatting.add_argument("--plain", action="store_true", help="lines, also in a terminal")
    chatting.add_argument(
        "--follow", action="store_true", help="plain mode: stay when the input has ended"
    )


async def chat(context: Context) -> int:
    """Talk, until one quits."""
    client, options = context.client, context.options
    me = await context.me()
    last = context.profile.last_channel(client.api_url)
    place = await find_place(client, options.place, last)
    full = sys.stdin.isatty() and sys.stdout.isatty() and not options.plain
    face = terminal.TerminalFace() if full else plain.PlainFace()
    async with client.gateway(device="creavio-cli", timing=Timing(first_connect_s=15)) as gateway:
        conversation = Conversation(client, gateway, face, me, history=options.history)
        await conversation.enter(place)
        await newcomers.greet(conversation)
        await context.profile.remember(client.api_url, place.channel.id)
        if isinstance(face, terminal.TerminalFace):
            conversation.note("/help lists the commands, Ctrl-D leaves")
            await face.run(conversation)
            await context.profile.remember(client.api_url, conversation.here.place.channel.id)
            return 0
        await plain.run(conversation, follow=options.follow)
        return 1 if conversation.failed else 0
