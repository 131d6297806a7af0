"""What core's endpoints answer with."""

from typing import Literal

from pydantic import BaseModel


class Health(BaseModel):
    """The API is up."""

    status: Literal["ok"]
    version: str
    stage: str
