"""What core's endpoints answer with."""

from typing import Annotated, Literal

from pydantic import BaseModel

from commons.validation import shown


class Health(BaseModel):
    """The API is up."""

    status: Literal["ok"]
    version: Annotated[str, shown("0.1.0")]
    stage: Annotated[str, shown("prod")]
