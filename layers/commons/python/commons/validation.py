"""pydantic's findings as a problem: where and what is wrong, never the input itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commons.bounds import Bound
from commons.errors import ValidationFailed

#: Patterns of one line that shows something, and of text with line breaks: other control characters
#: are nobody's words, and move the cursor of whoever reads them in a terminal.
LINE = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"


def shown(*examples: object, **schema: Any) -> Any:
    """What the published schema of a field says beside its type; nothing is checked by it here.

    Answers are ours: tests hold every one of them to the published schema.
    """
    return Field(examples=list(examples), json_schema_extra=schema or None)


def id_form(prefix: str) -> str:
    """The pattern of the ids of one kind (``commons.ids``)."""
    return f"^{prefix}_{ULID}$"


def _id(prefix: str, example: str) -> Any:
    return shown(f"{prefix}_{example}", pattern=id_form(prefix))


UserId = Annotated[str, _id("usr", "01JD1XQ2R8M4T6V9B3C5D7F0GH")]
SessionId = Annotated[str, _id("ses", "01JD1XQ3A0B2C4D6E8F0G2H4J6")]
CommunityId = Annotated[str, _id("com", "01JD1XR5K7N9Q1S3V5X7Z9B2D4")]
ChannelId = Annotated[str, _id("chn", "01JD1XR5K8P0R2T4W6Y8A1C3E5")]
ThreadId = ChannelId
CircleId = Annotated[str, _id("cir", "01JD1XR5K9Q1S3V5X7Z9B2D4F6")]
#: The everyone role has its community's id.
RoleId = Annotated[str, shown("rol_01JD1XR5K9S2V4X6Z8B1D3F5H7", pattern=f"^(rol|com)_{ULID}$")]
TargetId = Annotated[
    str, shown("rol_01JD1XR5K9S2V4X6Z8B1D3F5H7", pattern=f"^(rol|com|usr)_{ULID}$")
]
MessageId = Annotated[str, _id("msg", "01JD1XSB7000000000A4C6E8G0")]
EventId = Annotated[str, _id("evt", "01JD1XSB7000000000A4C6E8G0")]
InviteId = Annotated[str, _id("inv", "01JD1XR5KBR2T4W6Y8A1C3E5G7")]
PostId = Annotated[str, _id("pst", "01JD1XT0G2H4J6K8M0N2P4Q6R8")]
CommentId = Annotated[str, _id("cmt", "01JD1XT9S1T3V5W7X9Y1Z3A5B7")]
RaidId = Annotated[str, _id("rad", "01JD1XR5KCS3V5X7Z9B2D4F6H8")]
ScheduledId = Annotated[str, _id("sch", "01JD1XR5KEV5X7Z9B2D4F6H8K0")]
InviteCode = Annotated[str, shown("hR3vT0kQ9xZ2mN5bL8cWsA", pattern="^[A-Za-z0-9_-]{22}$")]
TemplateId = Annotated[str, _id("tpl", "01JD1XR5KDT4W6Y8A1C3E5G7J9")]
TemplateCode = Annotated[str, shown("pW8sQ2vY4nJ7kD1fX6rLtA", pattern="^[A-Za-z0-9_-]{22}$")]
StreamId = Annotated[
    str, shown("h:chn_01JD1XR5K8P0R2T4W6Y8A1C3E5", pattern=f"^h:chn_{ULID}$|^c:com_{ULID}$")
]
Time = Annotated[str, shown("2026-11-20T17:45:00.000Z", format="date-time")]
Position = Annotated[int, shown(42, minimum=0)]
Count = Annotated[int, shown(3, minimum=0)]


#: The form of an Idempotency-Key, and of the nonce that is one.
MAX_KEY = Bound(255, "idempotency_key_characters", "Visible ASCII characters of a key.")
KEY = r"^[\x21-\x7e]+$"

#: The value of a field that a merge patch (RFC 7396) may leave out but not set to null.
ABSENT: Any = Field(default_factory=lambda: None)


class Input(BaseModel):
    """What a client sends: unknown fields are refused, types are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True)


def invalid(found: Iterable[Any]) -> ValidationFailed:
    """Errors as RFC 6901 pointers, pydantic's codes, and texts."""
    return ValidationFailed(
        tuple(
            {
                "pointer": "".join(f"/{part}" for part in e["loc"]),
                "code": str(e["type"]),
                "detail": str(e["msg"]),
            }
            for e in found
        )
    )


def validated[M: BaseModel](model: type[M], value: object) -> M:
    """The value as a model. Raises ValidationFailed."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise invalid(error.errors(include_input=False, include_url=False)) from None
