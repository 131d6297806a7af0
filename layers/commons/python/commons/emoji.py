"""What an emoji is, as one pattern that schemas publish and every engine reads alike.

As Unicode forms them (UTS #51): a sign and what modifies it, signs joined into one, the flag of a
region or a country, a keycap. Whether fonts know it is nobody's business here.
"""

from __future__ import annotations

_SIGNS = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f004-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
_SIGN = f"[{_SIGNS}]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_JOINED = f"{_SIGN}(\u200d{_SIGN}){{0,5}}"
_COUNTRY = "[\U0001f1e6-\U0001f1ff]{2}"
_REGION = "\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"

EMOJI = f"^({_REGION}|{_JOINED}|{_COUNTRY}|{_KEYCAP})$"
