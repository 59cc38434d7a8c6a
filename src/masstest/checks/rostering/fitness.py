"""Who may do a duty: skills, training, zones."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from masstest.checks.production import rows_by_site
from masstest.checks.whereabouts import duties_by_person
from masstest.domain.outcome import Violation
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, Roster, Staff, ZoneClass, ZoneGroup
from masstest.domain.travel import Travel

TRAINED_ROLES = frozenset({Role.sampler, Role.doorstep})
OPEN = "open"  # specimens from outside sealed zones: goes with controlled or common


def trained(person: Staff, date: dt.date) -> bool:
    """Whether the person's training is valid on the day."""
    return person.trained_until is not None and person.trained_until >= date


def required_skill(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A duty's role is among the person's roles: duties without the skill = 0."""
    for duty in plan.duties:
        person = roster.person.get(duty.staff_id)
        if person is not None and duty.role not in person.roles:
            yield _unfit("required_skill", duty)


def training_valid(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Samplers and doorstep staff are trained: trained_until >= the round's date."""
    for duty in plan.duties:
        person = roster.person.get(duty.staff_id)
        if person is None or duty.role not in TRAINED_ROLES:
            continue
        if not trained(person, roster.round.date):
            yield _unfit("training_valid", duty)


def _unfit(rule: str, duty: Duty) -> Violation:
    return Violation(
        rule=rule,
        subjects=(duty.staff_id, duty.at, duty.role.value),
        amount=1,
        limit=0,
        unit="duties",
    )


def zone_staff(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Nobody serves two zones in a round: zones served by a person <= 1.

    A point or a doorstep team counts for its zone group; a specimen vehicle for sealed, or for
    open when it carries no sealed specimens. Open goes with controlled or common, never sealed.
    """
    for staff_id, zones in zones_served(roster, plan).items():
        if len(zones - {OPEN}) > 1 or (OPEN in zones and ZoneGroup.sealed.value in zones):
            alone = OPEN in zones and zones <= {OPEN, ZoneGroup.sealed.value}
            yield Violation(
                rule="zone_staff",
                subjects=(staff_id,),
                amount=len(zones - {OPEN}) + alone,
                limit=1,
                unit="zones",
            )


def zones_served(roster: Roster, plan: Plan) -> dict[str, set[str]]:
    """staff_id -> zone groups (and "open") of the places of the person's duties."""
    fixed: dict[str, set[str]] = defaultdict(set)
    rows = rows_by_site(plan)
    for point in plan.points:
        fixed[point.site_id].add(point.zone.group.value)
        if site := roster.site.get(point.site_id):
            fixed[point.site_id].add(site.zone.group.value)
        for row in rows.get(point.site_id, ()):
            if compound := roster.compound.get(row.compound_id):
                fixed[point.site_id].add(compound.zone.group.value)
    for team in plan.doorstep:
        fixed[team.team_id].add(team.zone.group.value)
        for stop in team.stops:
            if compound := roster.compound.get(stop.compound_id):
                fixed[team.team_id].add(compound.zone.group.value)
    runs = defaultdict(list)
    for run in plan.runs:
        runs[run.vehicle_id].append(run)
    served: dict[str, set[str]] = {}
    for staff_id, duties in duties_by_person(plan).items():
        zones = served[staff_id] = set[str]()
        for duty in duties:
            zones |= fixed.get(duty.at, set())
            for run in runs.get(duty.at, ()):
                if run.start < duty.end and duty.start < run.end:
                    sealed = run.zone_class is ZoneClass.sealed
                    zones.add(ZoneGroup.sealed.value if sealed else OPEN)
    return served
