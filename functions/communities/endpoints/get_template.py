"""GET /templates/{code}"""

from commons.http import endpoint
from commons.validation import TemplateCode

from .. import templates
from ..schemas.templates import TemplatePreview


@endpoint("GET /templates/{code}", reads=templates.READS)
async def get_template(code: TemplateCode) -> TemplatePreview:
    """What a template makes; nothing says of which community it was taken."""
    return TemplatePreview.of(*templates.read(code))
