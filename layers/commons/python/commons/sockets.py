"""Socket actions: one ``op`` of the gateway, one function. See ``commons.frames``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Unpack

from commons.clock import follow
from commons.declare import Declaration, Grant, Needs
from commons.permissions import Permission
from commons.published import ACCESS, SESSIONS, SOCKETS, THREADS

LIFECYCLE = ("$connect", "$disconnect")


@dataclass(frozen=True, kw_only=True)
class SocketAction(Declaration):
    """A function behind one route of the WebSocket API.

    route: the ``op`` of a frame, or ``$connect``, ``$disconnect``, ``$default``.
    answers, refuses: the ``op`` of the answering frame; a refusal is a problem in ``d``.
    permission: needed on the channel that ``d.channel_id`` names.
    identified: only after ``identify``.
    """

    folder: ClassVar[str] = "sockets"

    route: str
    answers: str | None = None
    refuses: str = "error"
    permission: Permission | None = None
    identified: bool = True

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        follow(event["requestContext"])
        return self._serve(event, context)

    @cached_property
    def _serve(self) -> Callable[[dict[str, Any], object], dict[str, Any]]:
        from commons.frames import server

        return server(self)

    @property
    def is_frame(self) -> bool:
        """Whether it answers frames: everything but connect and disconnect."""
        return self.route not in LIFECYCLE

    def grants(self) -> tuple[Grant, ...]:
        """What it declares, and what checking the socket and its user touches."""
        checked = (ACCESS, THREADS) if self.permission is not None else ()
        known = (SOCKETS, SESSIONS) if self.is_frame else ()
        return (*super().grants(), *known, *checked)


def socket_action(
    route: str,
    *,
    answers: str | None = None,
    refuses: str = "error",
    permission: Permission | None = None,
    identified: bool = True,
    **needs: Unpack[Needs],
) -> Callable[[Callable[..., Any]], SocketAction]:
    """``@socket_action("send", answers="ack", refuses="nack", permission=…)``"""
    if route not in LIFECYCLE:
        needs["posts"] = True  # every frame can end with the socket being told and closed
    return lambda run: SocketAction(
        run=run,
        route=route,
        answers=answers,
        refuses=refuses,
        permission=permission,
        identified=identified,
        **needs,
    )
