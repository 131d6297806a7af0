"""The chat in a terminal: input at the bottom below a status line, scrollback above."""

from __future__ import annotations

import asyncio

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from creavio.chat.conversation import Conversation
from creavio.chat.slash import COMMANDS, enter_line
from creavio.chat.view import Line

STYLE = Style.from_dict(
    {
        "time": "ansibrightblack",
        "mark": "ansibrightblack italic",
        "gone": "ansibrightblack italic",
        "day": "ansibrightblack",
        "notice": "ansicyan",
        "problem": "ansired",
        "prompt": "bold",
        "status": "ansibrightblack",
        "trouble": "ansired",
    }
)


class TerminalFace:
    """Prints above the prompt; the terminal's own scrollback keeps it."""

    def __init__(self) -> None:
        self._chat: Conversation | None = None
        self._sends: set[asyncio.Task[bool]] = set()
        self._session: PromptSession[str] = PromptSession(
            message=self._prompt,
            style=STYLE,
            erase_when_done=True,
            completer=WordCompleter([f"/{name}" for name in COMMANDS], sentence=True),
            complete_while_typing=False,
            complete_style=CompleteStyle.READLINE_LIKE,  # no room kept free for a menu
            key_bindings=_bindings(),
        )

    def show(self, line: Line) -> None:
        """Print it with its styles."""
        print_formatted_text(FormattedText(line.styled), style=STYLE)

    def refresh(self) -> None:
        """Redraw the status line."""
        self._session.app.invalidate()

    async def run(self, chat: Conversation) -> None:
        """Until the person quits or the gateway ends. Raises `GatewayClosedError`."""
        self._chat = chat
        with patch_stdout(raw=True):
            following = asyncio.create_task(chat.follow())
            typing = asyncio.create_task(self._type(chat))
            try:
                await asyncio.wait({following, typing}, return_when=asyncio.FIRST_COMPLETED)
                if following.done():
                    following.result()
                else:
                    typing.result()
            finally:
                for task in (following, typing, *self._sends):
                    task.cancel()
                await asyncio.gather(following, typing, *self._sends, return_exceptions=True)
                await chat.aclose()

    async def _type(self, chat: Conversation) -> None:
        """Lines go out in the order typed; the prompt never waits for the network."""
        while True:
            try:
                line = await self._session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                break
            if line.strip() == "/quit":
                break
            if line.startswith("/") and not line.startswith("//"):
                await enter_line(chat, line)
                continue
            task = asyncio.create_task(enter_line(chat, line))
            self._sends.add(task)
            task.add_done_callback(self._sends.discard)
        if self._sends:
            await asyncio.wait(self._sends, timeout=5)

    def _prompt(self) -> FormattedText:
        """The status line and, below it, where one types.

        A bottom toolbar would be hidden in terminals that do not report the cursor's position.
        """
        chat, width = self._chat, self._session.output.get_size().columns
        if chat is None:
            return FormattedText([])
        style = "class:trouble" if chat.trouble else "class:status"
        status = chat.status if get_cwidth(chat.status) < width else chat.status[: width // 2]
        return FormattedText([(style, f"{status}\n"), ("class:prompt", "> ")])


def _bindings() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("c-c")
    def _(event: KeyPressEvent) -> None:
        """Clear what was typed; with nothing typed, quit."""
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    return bindings
