"""What an operator chooses: ``cdk deploy -c name=value``, checked before anything is built."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import RemovalPolicy

from commons.limits import InvalidLimits, policies

ROOT = Path(__file__).resolve().parent.parent
STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")
ARCHITECTURES = {"arm64": "arm64", "x86_64": "x86_64"}
LOCAL = "local"
THROWAWAY_STAGES = {LOCAL, "dev"}
SWITCH = {"on": True, "off": False}
CANARY, AT_ONCE = ROLLOUTS = ("canary", "all")
PLACEHOLDER = re.compile(r"{(\w*)}")

DEFAULTS = {
    "stage": "dev",
    "architecture": "arm64",
    "layer_dir": "",
    "allowed_origins": "",
    "key_days": "30",
    "version": "",
    "tracing": "off",
    "rollout": "",
    "limits": "",
    "post_patience_s": "2",
    "api_url_format": "https://{api_id}.execute-api.{region}.amazonaws.com",
    "ws_url_format": "wss://{api_id}.execute-api.{region}.amazonaws.com/{stage}",
    "ws_callback_format": "https://{api_id}.execute-api.{region}.amazonaws.com/{stage}",
}


class ConfigError(ValueError):
    """A context value is missing, unknown or not usable; the text says which and what is."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """One deployment.

    layer_dir: a dependency layer built elsewhere; None builds (or reuses) the checkout's own.
    allowed_origins: web pages that may call the APIs and open a WebSocket.
    tracing: whether Lambda sends X-Ray a part of the calls.
    rollout: ``canary`` moves traffic to new code in steps, ``all`` at once.
    key_days: how long one key signs access tokens.
    limits: rate limits other than the defaults, ``read=600/60,…`` (``commons.limits``).
    post_patience_s: how long a socket may take to accept a frame before it is closed.
    *_format: addresses with ``{api_id}``, ``{region}`` and ``{stage}`` filled in at deployment.
    """

    stage: str
    architecture: str
    layer_dir: Path | None
    allowed_origins: tuple[str, ...]
    key_days: int
    version: str
    tracing: bool
    rollout: str
    limits: str
    post_patience_s: str
    api_url_format: str
    ws_url_format: str
    ws_callback_format: str

    @classmethod
    def of(cls, context: Mapping[str, Any]) -> Config:
        """Read the CDK context. Raises ConfigError."""
        given = {name: value for name, value in context.items() if _is_ours(name)}
        if unknown := sorted(given.keys() - DEFAULTS.keys()):
            known = ", ".join(DEFAULTS)
            raise ConfigError(f"unknown context {', '.join(unknown)}; there is: {known}")
        chosen = {name: _text(given.get(name) or DEFAULTS[name]) for name in DEFAULTS}
        _check(chosen)
        return cls(
            stage=chosen["stage"],
            architecture=chosen["architecture"],
            layer_dir=Path(chosen["layer_dir"]) if chosen["layer_dir"] else None,
            allowed_origins=tuple(
                filter(None, map(str.strip, chosen["allowed_origins"].split(",")))
            ),
            key_days=int(chosen["key_days"]),
            version=chosen["version"] or _own_version(),
            tracing=SWITCH[chosen["tracing"]],
            rollout=chosen["rollout"] or _usual_rollout(chosen["stage"]),
            limits=chosen["limits"],
            post_patience_s=chosen["post_patience_s"],
            **{name: value for name, value in chosen.items() if name.endswith("_format")},
        )

    @property
    def keeps_data(self) -> bool:
        """Whether people's data lives here: every stage but local and dev."""
        return self.stage not in THROWAWAY_STAGES

    @property
    def data_policy(self) -> RemovalPolicy:
        """What becomes of tables, secrets and dead letters when their stack no longer has them."""
        keep, drop = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.DESTROY
        return keep if self.keeps_data else drop

    @property
    def log_days(self) -> int:
        """How long logs are kept."""
        return 30 if self.keeps_data else 7

    def address(self, form: str, api_id: str, region: str) -> str:
        """An address format filled in; the values may be CloudFormation tokens."""
        values = {"api_id": api_id, "region": region, "stage": self.stage}
        return PLACEHOLDER.sub(lambda found: values[found[1]], form)


def _is_ours(name: str) -> bool:
    """CDK keeps feature flags and looked-up values in the context too."""
    return not re.search(r"[@:/]|^cli-telemetry$|^acknowledged-issue-numbers$", name)


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _check(chosen: Mapping[str, str]) -> None:
    if not STAGE.fullmatch(chosen["stage"]):
        raise ConfigError(
            f"stage {chosen['stage']!r} must be up to 16 lower-case letters and digits, "
            "a letter first"
        )
    if not re.fullmatch(r"[1-9]\d{0,2}", chosen["key_days"]):
        raise ConfigError(f"key_days {chosen['key_days']!r} must be 1 to 999")
    if not re.fullmatch(r"[1-9]|1\d|20", chosen["post_patience_s"]):
        raise ConfigError(f"post_patience_s {chosen['post_patience_s']!r} must be 1 to 20")
    if chosen["architecture"] not in ARCHITECTURES:
        raise ConfigError(
            f"architecture {chosen['architecture']!r} must be one of {', '.join(ARCHITECTURES)}"
        )
    if chosen["tracing"] not in SWITCH:
        raise ConfigError(f"tracing {chosen['tracing']!r} must be one of {', '.join(SWITCH)}")
    if chosen["rollout"] not in ("", *ROLLOUTS):
        raise ConfigError(f"rollout {chosen['rollout']!r} must be one of {', '.join(ROLLOUTS)}")
    if chosen["layer_dir"] and not Path(chosen["layer_dir"], "python").is_dir():
        raise ConfigError(
            f"layer_dir {chosen['layer_dir']!r} has no python/ folder; "
            "build one with: python -m layers.dependencies.build --help"
        )
    try:
        policies(chosen["limits"])
    except InvalidLimits as error:
        raise ConfigError(f"limits: {error}") from None
    for name in DEFAULTS:
        strange = set(PLACEHOLDER.findall(chosen[name])) - {"api_id", "region", "stage"}
        if name.endswith("_format") and strange:
            raise ConfigError(f"{name} knows {{api_id}}, {{region}} and {{stage}}, not {strange}")


def _usual_rollout(stage: str) -> str:
    return AT_ONCE if stage in THROWAWAY_STAGES else CANARY


def _own_version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
