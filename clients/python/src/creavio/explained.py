"""Why somebody may or may not do something, for people."""

from __future__ import annotations

from creavio.models import Explanation
from creavio.text import safe_line


def explained(found: Explanation) -> list[str]:
    """An explanation, line by line: the answer, then every rule that speaks; the last decides."""
    lines = ["yes" if found.allowed else f"no: {', '.join(found.missing_permissions)} is missing"]
    for step in found.steps:
        source = safe_line(step.source_name or step.source_id)
        since = f" since {step.since:%Y-%m-%d %H:%M}" if step.since else ""
        lines.append(f"  {step.effect:<5}  {step.rule.replace('_', ' ')}: {source}{since}")
    return lines
