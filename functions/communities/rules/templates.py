"""How many templates there are, and who may make one."""

from __future__ import annotations

from commons.bounds import Bound
from commons.permissions import Permission

MAX_TEMPLATES = Bound(50, "templates_per_community", "Templates of one community.")
#: A template tells what channels override, which is seen with MANAGE_ROLES only.
MAKING = Permission.MANAGE_COMMUNITY | Permission.MANAGE_ROLES
