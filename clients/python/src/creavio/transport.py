"""One HTTP request against the API, retried until it is answered or the policy gives up."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx

from creavio.errors import ConnectionFailedError, ProblemError, UnexpectedAnswerError
from creavio.retry import (
    IDEMPOTENT_METHODS,
    RETRY_ALWAYS,
    RETRY_IF_REPEATABLE,
    RetryPolicy,
    parse_retry_after,
)

IN_PROGRESS = "idempotency_in_progress"
#: The person has to wait, not the program: a refusal like others.
SLOW_MODE = "slow_mode"


def new_key() -> str:
    """A fresh Idempotency-Key or nonce: 122 random bits."""
    return uuid4().hex


def segment(value: str) -> str:
    """One path segment. The colon of stream ids stays as it is, which RFC 3986 3.3 allows."""
    return quote(value, safe=":")


def is_loopback(url: str) -> bool:
    """Whether `url` names this machine, where no proxy belongs in between."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask; `path` comes after `/v1`. Every POST and PATCH has a key, kept over retries.

    `if_match` is an ETag: a change of anything else is refused with 412 `precondition_failed`.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    reason: str | None = None
    if_match: str | None = None

    def __post_init__(self) -> None:
        if self.key is None and self.method in ("POST", "PATCH"):
            object.__setattr__(self, "key", new_key())

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice has the effect of sending it once."""
        return self.method in IDEMPOTENT_METHODS or self.key is not None


class Transport:
    """The connection pool to one API. `api_url` is the HTTP base before `/v1`."""

    def __init__(
        self,
        api_url: str,
        *,
        retry: RetryPolicy | None = None,
        timeout_s: float = 30.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        network: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        if urlsplit(api_url).scheme not in ("http", "https") or not urlsplit(api_url).hostname:
            raise ValueError(f"not an http(s) URL: {api_url!r}")
        self.api_url = api_url.rstrip("/").removesuffix("/v1")
        self.retry = retry or RetryPolicy()
        self._sleep = sleep
        self._http = httpx.AsyncClient(
            timeout=timeout_s, trust_env=not is_loopback(api_url), transport=network
        )

    async def aclose(self) -> None:
        """Close the pooled connections."""
        await self._http.aclose()

    async def send(self, request: Request, bearer: str | None = None) -> Any:
        """The answer's JSON, or None for an empty one; an object has its ETag as `etag`.

        Raises `ProblemError` for a refusal, `ConnectionFailedError` when nothing was heard.
        """
        attempt, outcome_unknown = 0, False
        while True:
            attempt += 1
            failure: ProblemError | ConnectionFailedError
            try:
                return await self._once(request, bearer)
            except ProblemError as problem:
                if request.method == "DELETE" and problem.status == 404 and outcome_unknown:
                    return None  # an earlier try, whose answer was lost, deleted it
                if not _may_repeat(request, problem):
                    raise
                failure = problem
                outcome_unknown |= problem.status in RETRY_IF_REPEATABLE
            except ConnectionFailedError as lost:
                if not request.repeatable:
                    raise
                failure, outcome_unknown = lost, True
            delay = self.retry.delay(attempt, getattr(failure, "retry_after", None))
            if delay is None:
                raise failure
            await self._sleep(delay)

    async def _once(self, request: Request, bearer: str | None) -> Any:
        try:
            response = await self._http.request(
                request.method,
                f"{self.api_url}/v1{request.path}",
                params={name: value for name, value in request.params.items() if value is not None},
                content=None if request.body is None else json.dumps(request.body).encode(),
                headers=_headers(request, bearer),
            )
        except (httpx.RequestError, httpx.InvalidURL) as error:
            detail = str(error) or type(error).__name__
            raise ConnectionFailedError(f"cannot reach {self.api_url}: {detail}") from error
        return _answer(response)


def _headers(request: Request, bearer: str | None) -> dict[str, str]:
    headers = {"Accept": "application/json, application/problem+json"}
    if request.body is not None:
        headers["Content-Type"] = "application/json"
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    if request.key is not None:
        headers["Idempotency-Key"] = request.key
    if request.if_match is not None:
        headers["If-Match"] = request.if_match
    if request.reason:
        headers["X-Audit-Reason"] = quote(request.reason, safe=" ,.:;!?'()/-")
    return headers


def _may_repeat(request: Request, problem: ProblemError) -> bool:
    if problem.status in RETRY_ALWAYS:
        return True
    if problem.status in RETRY_IF_REPEATABLE:
        return request.repeatable
    return problem.status == 409 and problem.code == IN_PROGRESS


def _answer(response: httpx.Response) -> Any:
    body: Any = None
    if response.content:
        try:
            body = response.json()
        except ValueError:
            body = None
            if response.is_success:
                raise UnexpectedAnswerError(
                    f"{response.request.url.path} answered {response.status_code} without JSON; "
                    "is this the API's address?"
                ) from None
    if response.is_success:
        etag = response.headers.get("ETag")
        return body | {"etag": etag} if etag and isinstance(body, dict) else body
    raise ProblemError.parse(
        response.status_code,
        body,
        request_id=response.headers.get("X-Request-Id"),
        retry_after=parse_retry_after(response.headers.get("Retry-After")),
    )
