"""X-Audit-Reason as handlers get it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from commons.errors import ValidationFailed
from commons.reasons import MAX_REASON, decoded

GOOD = (
    "x",
    "Spam, the third time",
    "100%",
    "Größe: 漢字 🙄",
    "x" * MAX_REASON,
    "🙄" * MAX_REASON,
    "a+b=c",
)
BAD = (
    "",
    " ",
    "%20",
    "x" * (MAX_REASON + 1),
    quote("🙄") * (MAX_REASON + 1),
    "100%",
    "%2",
    "%zz",
    "%ff",
    "%c3",
    "ä",
    "a\tb",
    "a%0Ab",
    "%1b[2J",
    "a%00",
    "%7F",
    "%ed%a0%80",
)


@pytest.mark.parametrize("reason", GOOD)
def test_a_reason_arrives_as_it_was_meant(reason: str) -> None:
    assert decoded(quote(reason)) == reason
    assert decoded(quote(reason, safe=" /?:@!$&'()*+,;=#[]")) == reason


@pytest.mark.parametrize("sent", BAD)
def test_what_is_no_reason_is_refused_where_it_stands(sent: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        decoded(sent)
    [found] = refused.value.errors
    assert found["pointer"] == "/header/x-audit-reason"
