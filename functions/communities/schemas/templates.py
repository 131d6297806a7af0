"""Templates, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from commons.etags import Tagged
from commons.validation import (
    ABSENT,
    CommunityId,
    Count,
    Input,
    TemplateCode,
    TemplateId,
    Time,
    UserId,
    shown,
)

from ..models.templates import Template
from .structures import Structure
from .words import Name, Text


class NewTemplate(Input):
    """POST /communities/{community_id}/templates

    By itself it takes what every member sees; with ``include_hidden`` also what only some see, its
    maker among them. Whoever has the code reads the names of all it takes.
    """

    name: Name
    description: Text = ""
    include_hidden: bool = False


class TemplateChanges(Input):
    """PATCH /templates/{code} (RFC 7396): absent leaves as it is."""

    name: Name = ABSENT
    description: Text = ABSENT


class TemplateOut(Tagged):
    """A template, as those see it who manage its community."""

    id: TemplateId
    code: TemplateCode
    community_id: CommunityId
    name: Annotated[str, shown("Bakery")]
    description: Annotated[str, shown("A counter, an oven and a back room.")]
    include_hidden: bool
    creator_id: UserId
    uses: Count
    """How many communities were made from it."""
    created_at: Time
    refreshed_at: Time

    @classmethod
    def of(cls, template: Template, **more: Any) -> Self:
        """The template, with what ``more`` adds."""
        return cls.model_validate(
            {
                "id": template.template_id,
                "code": template.code,
                "community_id": template.community_id,
                "name": template.name,
                "description": template.description,
                "include_hidden": template.include_hidden,
                "creator_id": template.creator_id,
                "uses": template.uses,
                "created_at": template.created_at,
                "refreshed_at": template.refreshed_at,
                **more,
            }
        ).at(template.revision)


class TemplateTaken(TemplateOut):
    """A template with what it took: all that whoever has its code will read."""

    structure: Structure


class TemplatePreview(Tagged):
    """A template, as whoever has its code sees it; nothing says whose it is."""

    code: TemplateCode
    name: Annotated[str, shown("Bakery")]
    description: Annotated[str, shown("A counter, an oven and a back room.")]
    refreshed_at: Time
    structure: Structure

    @classmethod
    def of(cls, template: Template, structure: Structure) -> Self:
        """The template and what it makes."""
        return cls(
            code=template.code,
            name=template.name,
            description=template.description,
            refreshed_at=template.refreshed_at,
            structure=structure,
        ).at(template.revision)
