"""Makes other people's text safe to show in a terminal."""

from __future__ import annotations

import unicodedata

TAB = "    "
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Format characters that reorder or hide what follows ("Trojan Source", CVE-2021-42574). Joiners
# stay: emoji and several scripts need them.
_HARMFUL = frozenset(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF))
)


def safe(text: str) -> str:
    """`text` with line breaks but without anything a terminal would act upon.

    Control characters (C0, C1, DEL), bidirectional overrides and lone surrogates become U+FFFD.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", TAB)
    return "".join(char if char == "\n" or _is_harmless(char) else REPLACEMENT for char in unified)


def safe_line(text: str) -> str:
    """`safe`, and all on one line: for names and titles."""
    return " ".join(safe(text).split())


def _is_harmless(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") and char not in _HARMFUL
