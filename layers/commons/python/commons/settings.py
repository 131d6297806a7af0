"""Where this function runs: the typed view of its environment, read once and lazily."""

import os
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Settings:
    """Deployment facts. Everything a stage can differ in is here, so no code asks for the stage."""

    stage: str
    region: str
    version: str
    api_url: str
    """Root of the client API, before ``/v1``; the issuer of tokens."""
    ws_url: str
    """Where clients open their WebSocket."""
    ws_callback_url: str
    """The ``@connections`` endpoint of the WebSocket API."""
    account: str
    allowed_origins: frozenset[str]
    """Origins whose pages may open a WebSocket; clients without an Origin are not browsers."""
    key_period_s: int
    """How long one key signs access tokens."""
    limits: str
    """Rate limits that differ from ``commons.limits``: ``read=600/60,…``, requests/seconds."""
    post_patience_s: float
    """How long a socket may take to accept a frame; one that takes longer is closed."""
    scheduler_role: str
    """The role in which EventBridge Scheduler invokes jobs; of functions that schedule any."""

    @property
    def audience(self) -> str:
        """The ``aud`` of access tokens for this API."""
        return f"creavio-{self.stage}-api"


@cache
def settings() -> Settings:
    """This function's settings; the defaults are those of tests on the bare emulator."""
    env = os.environ.get
    return Settings(
        stage=env("STAGE", "local"),
        region=env("AWS_REGION", "us-east-1"),
        version=env("VERSION", "0"),
        api_url=env("API_URL", "http://localhost"),
        ws_url=env("WS_URL", "ws://localhost"),
        ws_callback_url=env("WS_CALLBACK_URL", "http://localhost"),
        account=env("ACCOUNT", "000000000000"),
        allowed_origins=frozenset(filter(None, env("ALLOWED_ORIGINS", "").split(","))),
        key_period_s=int(env("KEY_DAYS", "30")) * 86400,
        limits=env("LIMITS", ""),
        post_patience_s=float(env("POST_PATIENCE_S", "2")),
        scheduler_role=env("SCHEDULER_ROLE", "arn:aws:iam::000000000000:role/scheduler"),
    )


def table_name(service: str) -> str:
    """Names follow one rule, so nothing is passed around."""
    return f"{os.environ.get('STAGE', 'local')}-{service}"


def function_name(service: str, name: str) -> str:
    """``dev-messages-send-message``: how a function is deployed."""
    return f"{settings().stage}-{service}-{name.replace('_', '-')}"


def dead_letters_name(service: str) -> str:
    """The queue of what a service's consumers and jobs could not do."""
    return f"{settings().stage}-{service}-dead-letters"
