"""The limits of this stage: rates from its settings, the rest as the deployment collected it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from commons.limits import Bucket, policy

from .schemas import Limits, RateLimit, SizeLimit

#: Beside the ``functions`` folder in the deployed code; a checkout has none.
BUNDLED = Path(__file__).resolve().parents[2] / "limits.json"


def all_limits() -> Limits:
    """Rates and sizes."""
    found = collected()
    return Limits(
        rate_limits=[_rate(bucket, found["routes"].get(bucket, [])) for bucket in Bucket],
        limits=[SizeLimit.model_validate(limit) for limit in found["limits"]],
    )


@cache
def collected() -> dict[str, Any]:
    """``{limits, routes}``; empty where nothing was deployed."""
    if not BUNDLED.exists():
        return {"limits": [], "routes": {}}
    found: dict[str, Any] = json.loads(BUNDLED.read_bytes())
    return found


def _rate(bucket: Bucket, routes: list[str]) -> RateLimit:
    chosen = policy(bucket)
    return RateLimit(
        name=bucket,
        per="address" if bucket.per_address else "user",
        requests=chosen.quota,
        window_s=chosen.window_s,
        routes=routes,
    )
