"""Answers that are documents of their own media type, and not JSON."""

from __future__ import annotations

from starlette.responses import Response


class Rss(Response):
    """A feed in RSS 2.0."""

    media_type = "application/rss+xml"


class Ics(Response):
    """A calendar (RFC 5545)."""

    media_type = "text/calendar"
