"""The documents that the deployment puts beside the code."""

from functools import cache
from hashlib import sha256
from pathlib import Path

OPENAPI, ASYNCAPI = "openapi.json", "asyncapi.json"
#: Beside the ``functions`` folder in the deployed code; a checkout has none there.
FOLDER = Path(__file__).resolve().parents[2]


@cache
def bundled(name: str) -> bytes | None:
    """A document, or None where nothing was deployed."""
    path = FOLDER / name
    return path.read_bytes() if path.exists() else None


@cache
def etag(name: str) -> str:
    """A strong validator (RFC 9110, section 8.8.3) of a document."""
    return f'"{sha256(bundled(name) or b"").hexdigest()[:32]}"'


def headers(name: str) -> dict[str, str]:
    """What lets clients keep a document for five minutes, and ask again by its validator."""
    return {"etag": etag(name), "cache-control": "public, max-age=300"}
