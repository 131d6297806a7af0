"""What a node is told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from media_node.signalling.tokens import keys_of


class BadSettings(Exception):
    """A setting is missing or is not what it should be; the text says which."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Typed settings; `MEDIA_` and the name in capitals."""

    http_host: str = "127.0.0.1"
    http_port: int = 8088
    udp_host: str = "127.0.0.1"
    #: 0 takes any that is free.
    udp_port: int = 40000
    #: Where clients reach the UDP port; the address it is bound to unless told.
    public_hosts: tuple[str, ...] = ("127.0.0.1",)
    ice_servers: tuple[str, ...] = ()
    #: Public keys of join tokens, by `kid`.
    keys: Mapping[str, Ed25519PublicKey] | None = None
    #: Serves a page to try the node, and tokens to whoever asks.
    development: bool = False


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises BadSettings."""

    def get(name: str, otherwise: str = "") -> str:
        return environment.get(f"MEDIA_{name}", otherwise)

    try:
        keys = keys_of(get("KEYS")) if get("KEYS") else None
        settings = Settings(
            get("HTTP_HOST", "127.0.0.1"),
            int(get("HTTP_PORT", "8088")),
            get("UDP_HOST", "127.0.0.1"),
            int(get("UDP_PORT", "40000")),
            _words(get("PUBLIC_HOSTS") or get("UDP_HOST", "127.0.0.1")),
            _words(get("ICE_SERVERS")),
            keys,
            get("DEVELOPMENT") == "1",
        )
    except (ValueError, KeyError, AttributeError) as error:
        raise BadSettings(f"a setting cannot be read: {error}") from None
    if settings.keys is None and not settings.development:
        raise BadSettings("MEDIA_KEYS (a JWK set) is needed outside of development")
    return settings


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())
