"""Made-up districts of real size: the same seed gives the same roster.

Streets, head counts and resources follow what was reported of real rounds; every person,
phone number, plate and address is invented.
"""

from masstest.demo.build import CASES, CaseName, make_roster
from masstest.demo.next_day import next_day
from masstest.domain.carry_over import carry_over

__all__ = ["CASES", "CaseName", "carry_over", "make_roster", "next_day"]
