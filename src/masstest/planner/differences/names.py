"""What the subjects of two plans are called: the later roster's names, else the earlier's."""

from __future__ import annotations

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner.differences.facts import Named


class Names:
    """Looks up ids in the plans and, where they are known, in their rosters."""

    def __init__(
        self, before: Plan, after: Plan, roster_before: Roster | None, roster_after: Roster | None
    ) -> None:
        self._sites: dict[str, str] = {}
        self._compounds: dict[str, str] = {}
        self._labs: dict[str, str] = {}
        self._vehicles: dict[str, str] = {}
        self._people: dict[str, str] = {}
        for plan in (before, after):
            self._sites |= {point.site_id: point.name for point in plan.points}
        for roster in (roster_before, roster_after):
            if roster is not None:
                self._sites |= {row.site_id: row.name for row in roster.sites}
                self._compounds |= {row.compound_id: row.name for row in roster.compounds}
                self._labs |= {row.lab_id: row.name for row in roster.labs}
                self._vehicles |= {row.vehicle_id: row.plate for row in roster.vehicles}
                self._people |= {row.staff_id: row.name for row in roster.staff}

    def site(self, site_id: str) -> Named:
        return _named(site_id, self._sites)

    def compound(self, compound_id: str) -> Named:
        return _named(compound_id, self._compounds)

    def lab(self, lab_id: str) -> Named:
        return _named(lab_id, self._labs)

    def vehicle(self, vehicle_id: str) -> Named:
        return _named(vehicle_id, self._vehicles)

    def person(self, staff_id: str) -> Named:
        return _named(staff_id, self._people)

    def anything(self, subject: str) -> Named:
        """An id of any sheet, or a word that stays as it is."""
        for table in (self._sites, self._compounds, self._labs, self._vehicles, self._people):
            if subject in table:
                return _named(subject, table)
        return Named(id=subject)


def _named(subject: str, table: dict[str, str]) -> Named:
    name = table.get(subject, "")
    return Named(id=subject, name="" if name == subject else name)
