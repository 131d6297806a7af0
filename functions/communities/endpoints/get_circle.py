"""GET /circles/{circle_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import circles
from ..models.circles import Circle
from ..schemas.circles import CircleOut


@endpoint("GET /circles/{circle_id}", permission=Permission.VIEW, reads=(Circle,))
async def get_circle(circle_id: str, standing: Standing) -> CircleOut:
    """A circle. A secret one is there only for who is in it, and for who manages circles."""
    return circles.shown(circles.load(standing, circle_id), standing)
