"""HTTP endpoints: one route, one function. See ``commons.web`` for what runs around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from typing import Any, ClassVar, Unpack

from commons.bounds import Bound
from commons.declare import Access, Api, Declaration, Grant, Needs
from commons.limits import Bucket
from commons.permissions import Permission
from commons.published import (
    ACCESS,
    KEPT_ANSWERS,
    PUBLIC_KEYS,
    RATE_LIMITS,
    SESSIONS,
    THREADS,
)
from commons.secrets import CURSORS

__all__ = ["Access", "Api", "Bucket", "Endpoint", "endpoint"]

MAX_BODY_KB = Bound(64, "body_kilobytes", "A request's body, unless its route says otherwise.")


@dataclass(frozen=True, kw_only=True)
class Endpoint(Declaration):
    """A function behind one route.

    permission: needed on the channel or community that the path names, or whose role, circle or
        event it names.
    of: finds that channel's or community's id where the path names something else of a service.
    unless_self: a path parameter; when it names the caller, membership is enough.
    pages: it lists, so it mints and reads signed cursors.
    limit: the rate limit it counts against, where method and access do not say it.
    keeps_key: a row it writes carries the Idempotency-Key, so its answer is not kept elsewhere.
    """

    folder: ClassVar[str] = "endpoints"

    method: str
    path: str
    api: Api = Api.CLIENT
    access: Access = Access.USER
    permission: Permission | None = None
    of: Callable[[Mapping[str, str]], str] | None = None
    unless_self: str | None = None
    pages: bool = False
    limit: Bucket | None = None
    keeps_key: bool = False
    status: int = 200
    max_body_kb: int = MAX_BODY_KB

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        return self._serve(event, context)

    @cached_property
    def _serve(self) -> Callable[[dict[str, Any], object], dict[str, Any]]:
        from commons.web import server

        return server(self)

    @property
    def route(self) -> str:
        """The path with its version: ``/v1/…``, but well-known documents live at the root."""
        return self.path if self.path.startswith(("/.", "$")) else f"/v1{self.path}"

    @property
    def route_key(self) -> str:
        """API Gateway's route key."""
        return self.path if self.path == "$default" else f"{self.method} {self.route}"

    @property
    def path_parameters(self) -> list[str]:
        """Names in braces, in order."""
        return re.findall(r"{(\w+)}", self.path)

    @cached_property
    def takes_body(self) -> bool:
        """Whether the handler reads a body; one sent to another is ignored, whatever it is."""
        return "body" in signature(self.run).parameters

    @property
    def bucket(self) -> Bucket:
        """The rate limit it counts against: per address where nobody is known, else per user."""
        if self.limit is not None:
            return self.limit
        if self.access is Access.ANONYMOUS:
            return Bucket.ANONYMOUS
        return Bucket.READ if self.method == "GET" else Bucket.WRITE

    @property
    def takes_key(self) -> bool:
        """Whether it accepts an Idempotency-Key."""
        return self.method in ("POST", "PATCH")

    @property
    def answers_are_kept(self) -> bool:
        """Whether ``commons.idempotency`` keeps its answers for their keys."""
        return self.takes_key and not self.keeps_key

    def grants(self) -> tuple[Grant, ...]:
        """What it declares, and what counting, checking and answering the caller touches."""
        known = (SESSIONS, PUBLIC_KEYS) if self.access is Access.USER else ()
        checked: tuple[Grant, ...] = (ACCESS,) if self.permission is not None else ()
        if checked and (self.of or re.search(r"{(channel|thread)_id}", self.path)):
            checked = (*checked, THREADS)
        kept = (KEPT_ANSWERS,) if self.answers_are_kept else ()
        return (*super().grants(), *known, *checked, *kept, RATE_LIMITS)


def endpoint(
    route: str,
    *,
    api: Api = Api.CLIENT,
    access: Access = Access.USER,
    permission: Permission | None = None,
    of: Callable[[Mapping[str, str]], str] | None = None,
    unless_self: str | None = None,
    pages: bool = False,
    limit: Bucket | None = None,
    keeps_key: bool = False,
    status: int = 200,
    max_body_kb: int = MAX_BODY_KB,
    **needs: Unpack[Needs],
) -> Callable[[Callable[..., Any]], Endpoint]:
    """``@endpoint("POST /channels/{channel_id}/messages", permission=Permission.SEND_MESSAGES)``"""
    method, _, path = route.rpartition(" ")
    if pages:
        needs["secrets"] = (*needs.get("secrets", ()), CURSORS)
    return lambda run: Endpoint(
        run=run,
        method=method,
        path=path,
        api=api,
        access=access,
        permission=permission,
        of=of,
        unless_self=unless_self,
        pages=pages,
        limit=limit,
        keeps_key=keeps_key,
        status=status,
        max_body_kb=max_body_kb,
        **needs,
    )
