"""Each rule at its limit and just over it: `LIMITS`."""

from limits.cases import Limit
from limits.goods import GOODS
from limits.people import PEOPLE
from limits.points import POINTS
from limits.specimens import SPECIMENS

LIMITS = (*POINTS, *PEOPLE, *SPECIMENS, *GOODS)

__all__ = ["LIMITS", "Limit"]
