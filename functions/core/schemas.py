"""What core's endpoints answer with."""

from typing import Annotated, Literal

from pydantic import BaseModel

from commons.validation import shown


class Health(BaseModel):
    """The API is up."""

    status: Literal["ok"]
    version: Annotated[str, shown("0.1.0")]
    stage: Annotated[str, shown("prod")]


class RateLimit(BaseModel):
    """``requests`` per ``window_s`` seconds, counted together for all ``routes``."""

    name: str
    per: Literal["user", "address"]
    requests: int
    window_s: int
    routes: list[str]


class SizeLimit(BaseModel):
    """A number that requests must not exceed; its name says the unit."""

    name: str
    value: int
    description: str


class Limits(BaseModel):
    """Every limit of this deployment."""

    rate_limits: list[RateLimit]
    limits: list[SizeLimit]


class PermissionOut(BaseModel):
    """A permission: one of the 64 bits. Names and bits are public and never change."""

    name: Annotated[str, shown("VIEW")]
    bit: Annotated[int, shown(0, minimum=0, maximum=63)]
    value: Annotated[str, shown("1", pattern="^[1-9][0-9]*$")]
    """Two to the power of the bit, in decimal."""
    text: Annotated[str, shown("See the community, or the channel.")]
    everyone: bool
    """Whether everybody holds it in a new community."""
