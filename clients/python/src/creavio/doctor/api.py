"""Checks that anybody can make: is the API there, is it ours, is it whole, and is it on time."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from creavio.doctor.findings import Finding, failed, ok, skipped, warning
from creavio.transport import is_loopback

SLOW_S = 2.0
#: The server refuses tokens whose times differ from its own by more than 30 s.
SKEW_FAILS_S, SKEW_WARNS_S = 30.0, 5.0
CERTIFICATE_DAYS = 14
ADDRESS = "check --api or CREAVIO_API: it is the API's base, without /v1"


class Api:
    """One API, asked without retries: the doctor wants to see what goes wrong."""

    def __init__(self, api_url: str, timeout_s: float) -> None:
        self.url = api_url.rstrip("/")
        self.timeout_s = timeout_s
        self._http = httpx.AsyncClient(timeout=timeout_s, trust_env=not is_loopback(api_url))
        self._heard: httpx.Response | None = None
        self._clock: tuple[float, float] | None = None
        self.paths: set[str] = set()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, path: str) -> httpx.Response:
        """One answer, whatever it is."""
        return await self._http.get(f"{self.url}{path}")

    async def reach(self) -> Finding:
        """Whether the API answers, and which version of it."""
        try:
            await self.get("/v1/health")  # may start the function: the second answer is judged
            started = time.monotonic()
            asked_at = time.time()
            self._heard = await self.get("/v1/health")
            took_s = time.monotonic() - started
            self._clock = (asked_at, took_s)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            return _unreachable(self.url, error, self.timeout_s)
        body = json_of(self._heard)
        if self._heard.status_code != 200:
            text = f"{self.url} answered {self._heard.status_code} to GET /v1/health"
            return failed("api", text, _remedy_of_status(self._heard))
        if not isinstance(body, dict) or body.get("status") != "ok":
            return failed("api", f"{self.url} answers, but not as a Creavio API does", ADDRESS)
        text = f"version {body.get('version')}, stage {body.get('stage')}, {took_s * 1000:.0f} ms"
        if took_s > SLOW_S:
            what = "look at the function's memory and at what the network between you adds"
            return warning("api", f"{text}: slow", what)
        return ok("api", text)

    @property
    def heard(self) -> bool:
        """Whether anything answered at all."""
        return self._heard is not None

    def clock(self) -> Finding:
        """Whether this machine and the API agree on the time."""
        date = self._heard.headers.get("date") if self._heard is not None else None
        if date is None or self._clock is None:
            return skipped("clock", "the API did not say what time it is")
        try:
            told = parsedate_to_datetime(date)
        except ValueError:
            return skipped("clock", "the API's Date header is not a date")
        asked_at, took_s = self._clock
        # Date has whole seconds: its middle is compared with the middle of the request.
        skew_s = told.timestamp() + 0.5 - (asked_at + took_s / 2)
        what = "set this machine's clock by network time: timedatectl set-ntp true"
        way = "ahead of" if skew_s < 0 else "behind"
        text = f"this machine is {abs(skew_s):.0f} s {way} the API"
        if abs(skew_s) > SKEW_FAILS_S:
            return failed("clock", f"{text}; tokens are refused beyond {SKEW_FAILS_S:.0f} s", what)
        if abs(skew_s) > SKEW_WARNS_S:
            return warning("clock", text, what)
        return ok("clock", "agrees with the API's")

    def tls(self) -> Finding:
        """Whether what is said on the way can be read."""
        if urlsplit(self.url).scheme == "https":
            return self._certificate()
        if is_loopback(self.url):
            return ok("tls", "not needed: the API is on this machine")
        return failed("tls", "passwords and tokens travel unencrypted", "use the https address")

    def _certificate(self) -> Finding:
        stream = self._heard.extensions.get("network_stream") if self._heard is not None else None
        tls = stream.get_extra_info("ssl_object") if stream is not None else None
        ends = (tls.getpeercert() or {}).get("notAfter") if tls is not None else None
        if tls is None or not isinstance(ends, str):
            return ok("tls", "the certificate is accepted")
        left = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) - datetime.now(UTC)
        text = f"{tls.version()}, certificate valid for {left.days} days"
        if left.days < CERTIFICATE_DAYS:
            return warning("tls", text, "renew it; certificates of AWS renew themselves")
        return ok("tls", text)

    async def document(self) -> Finding:
        """Whether the API describes itself."""
        answer = await self.get("/v1/openapi.json")
        body = json_of(answer)
        if answer.status_code != 200 or not isinstance(body, dict) or "paths" not in body:
            text = f"GET /v1/openapi.json answered {answer.status_code} without a document"
            return warning("openapi", text, "deploy again: the document is made at synth")
        self.paths = set(body["paths"])
        return ok("openapi", f"{body.get('openapi')}, {len(self.paths)} paths")

    async def keys(self) -> tuple[Finding, set[str]]:
        """Whether tokens of this API can be verified; and the ids of the keys."""
        answer = await self.get("/.well-known/jwks.json")
        body = json_of(answer)
        found = body.get("keys") if isinstance(body, dict) else None
        if answer.status_code != 200 or not isinstance(found, list):
            text = f"GET /.well-known/jwks.json answered {answer.status_code} without keys"
            return failed("keys", text, _remedy_of_status(answer)), set()
        kids = {str(key.get("kid")) for key in found if isinstance(key, dict) and key.get("x")}
        if not kids:
            what = "nobody can log in; see the log of auth's get_jwks, then run its key job"
            return failed("keys", "no key is published", what), kids
        return ok("keys", f"{len(kids)} published"), kids

    async def limits(self) -> Finding:
        """Whether the API says what one may ask of it."""
        answer = await self.get("/v1/limits")
        body = json_of(answer)
        if answer.status_code == 404:
            text = "this version does not tell its limits (GET /v1/limits is 404)"
            return warning("limits", text, "deploy a newer version")
        if answer.status_code == 401:
            return skipped("limits", "told to people who are logged in only")
        if answer.status_code != 200 or not isinstance(body, dict):
            text = f"GET /v1/limits answered {answer.status_code}"
            return failed("limits", text, _remedy_of_status(answer))
        return ok("limits", "told" + _left(answer))

    def parts(self) -> Iterator[Finding]:
        """What belongs to the platform and may not be built or deployed yet."""
        if not self.paths:
            return
        parts = {"mail": "/v1/auth/email", "media": "/v1/media", "calls": "/v1/rooms"}
        for part, prefix in parts.items():
            there = any(path.startswith(prefix) for path in self.paths)
            if there:
                yield skipped(part, "the API has it; the doctor does not look at it yet")
            else:
                yield skipped(part, "not part of this deployment: this version does not have it")


def json_of(answer: httpx.Response) -> Any:
    """The answer's JSON; None when it is none."""
    try:
        return answer.json()
    except ValueError:
        return None


def _left(answer: httpx.Response) -> str:
    told = answer.headers.get("ratelimit")
    return f"; left now: {told}" if told else ""


def _unreachable(url: str, error: Exception, timeout_s: float) -> Finding:
    text = f"{type(error).__name__}: {error}"
    host = urlsplit(url).hostname
    if isinstance(error, httpx.TimeoutException):
        what = "check the address, the network and the firewall; a cold start takes 2 s at most"
        return failed("api", f"{url} did not answer within {timeout_s:g} s", what)
    if isinstance(error, httpx.ConnectError):
        if "CERTIFICATE" in text.upper() or "SSL" in text.upper():
            what = "the certificate is not one for this name that this machine trusts"
            return failed("tls", f"no safe connection to {host}: {error}", what)
        if "refused" in text.lower() or "All connection attempts failed" in text:
            what = "nothing listens there: is it running (make status), is the port right?"
            return failed("api", f"{url} refuses connections", what)
        if "Name or service" in text or "nodename" in text or "getaddrinfo" in text:
            return failed("api", f"there is no host called {host}", ADDRESS)
    return failed("api", f"{url} cannot be reached: {text}", ADDRESS)


def _remedy_of_status(answer: httpx.Response) -> str:
    request_id = answer.headers.get("x-request-id") or answer.headers.get("apigw-requestid")
    known = f" for request {request_id}" if request_id else ""
    if answer.status_code >= 500:
        return f"look into the function's log{known}; if it was just deployed, roll back"
    if answer.status_code == 429:
        return "too many requests: wait, or raise the limits of the stage"
    if answer.status_code in (401, 403, 404):
        return ADDRESS
    return f"look into the log of the API{known}"
