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
