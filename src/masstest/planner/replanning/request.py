"""What a coordinator asks of a new plan: sites pinned, sites or others taken out, from when on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.domain.plan import Plan, Run, SupplyRun, WasteRun
from masstest.domain.roster import Roster, SiteStatus

NEVER = -(10**6)  # hours that end before everything
KINDS = ("site", "lab", "vehicle", "staff")
PINS = ("site", "lanes", "compound", "staff")


@dataclass(frozen=True)
class Request:
    """Subjects as ``kind=id``: what stays as the plan has it, and what is not to be used any more.

    A pinned ``site`` must be a point; ``lanes`` of a site stay as many as they are; a
    ``compound`` stays with its points; ``staff`` keep their duties as far as the rules allow.
    With a `freeze` what is taken out is lost from that minute on. `relieve` are open points that
    won't be done in time.
    """

    pins: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    freeze: int | None = None
    relieve: frozenset[str] = frozenset()

    def excluded(self, kind: str) -> frozenset[str]:
        return frozenset(name for k, name in map(_split, self.excludes) if k == kind)

    def pinned(self, kind: str) -> frozenset[str]:
        return frozenset(name for k, name in map(_split, self.pins) if k == kind)


def _split(subject: str) -> tuple[str, str]:
    kind, _, name = subject.partition("=")
    return kind.strip(), name.strip()


def check_request(plan: Plan, roster: Roster, request: Request) -> None:
    """Raise `BadInput` with everything that is wrong with a request.

    Raises
    ------
    BadInput
        Codes ``replan_other_round``, ``replan_kind``, ``replan_unknown``, ``replan_pin_excluded``,
        ``replan_past``.
    """
    problems = [*_round(plan, roster), *_subjects(roster, request)]
    if request.freeze is not None:
        problems += _past(plan, roster, request.freeze)
    if problems:
        raise BadInput(tuple(problems))


def _problem(code: str, **facts: str) -> Problem:
    return Problem(code=code, severity=Severity.error, facts=facts)


def _round(plan: Plan, roster: Roster) -> Iterable[Problem]:
    before, now = plan.round, roster.round
    if (before.district, before.date) != (now.district, now.date):
        yield _problem(
            "replan_other_round",
            plan=f"{before.district} {before.date}",
            roster=f"{now.district} {now.date}",
        )


def _subjects(roster: Roster, request: Request) -> Iterable[Problem]:
    known = {
        "site": roster.site,
        "lanes": roster.site,
        "compound": roster.compound,
        "lab": roster.lab,
        "vehicle": roster.vehicle,
        "staff": roster.person,
    }
    for kinds, subjects in ((PINS, request.pins), (KINDS, request.excludes)):
        for subject in subjects:
            kind, name = _split(subject)
            if kind not in kinds:
                yield _problem("replan_kind", subject=subject, kinds=", ".join(kinds))
            elif name not in known[kind]:
                yield _problem("replan_unknown", subject=subject)
    for kind, excluded in (("site", "site"), ("lanes", "site"), ("staff", "staff")):
        for name in sorted(request.pinned(kind) & request.excluded(excluded)):
            yield _problem("replan_pin_excluded", subject=name)


def _past(plan: Plan, roster: Roster, freeze: int) -> Iterable[Problem]:
    """What has begun must still be in the roster, though it may end at the freeze."""
    begun = [run for run in plan.runs if run.start < freeze]
    rounds: list[Run | SupplyRun | WasteRun] = [*begun, *plan.supply_runs, *plan.waste_runs]
    used: dict[str, set[str]] = {
        "site": {row.site_id for row in plan.coverage if any(s.from_ < freeze for s in row.slots)},
        "compound": {
            *(r.compound_id for r in plan.coverage if any(s.from_ < freeze for s in r.slots)),
            *(s.compound_id for t in plan.doorstep for s in t.stops if s.arrive < freeze),
        },
        "lab": {str(r.stops[-1].lab_id) for r in begun if r.stops[-1].arrive < freeze},
        "vehicle": {run.vehicle_id for run in rounds if run.start < freeze},
        "staff": {duty.staff_id for duty in plan.duties if duty.start < freeze},
    }
    known: dict[str, Iterable[str]] = {
        "site": roster.site,
        "compound": roster.compound,
        "lab": roster.lab,
        "vehicle": roster.vehicle,
        "staff": roster.person,
    }
    for kind, names in used.items():
        for name in sorted(names - set(known[kind])):
            yield _problem("replan_past", kind=kind, subject=name)


def requested_roster(plan: Plan, roster: Roster, request: Request) -> Roster:
    """The roster with what is pinned required, and what is taken out without hours.

    With a freeze the hours end there: a point closes then, a laboratory receives nothing from
    then on (nor does one that the plan says is lost), a person has no time any more. Vehicles
    stay; see `idle_vehicles`. Nothing is removed, so that figures of the roster stay those of the
    file.
    """
    freeze = request.freeze
    sites = []
    for site in roster.sites:
        out = site.site_id in request.excluded("site") or site.status is SiteStatus.excluded
        point = plan.point.get(site.site_id)
        if site.site_id in request.pinned("site"):
            site = site.model_copy(update={"status": SiteStatus.required})
        elif out and freeze is not None and point is not None and point.open_from < freeze:
            site = site.model_copy(
                update={
                    "status": SiteStatus.candidate,
                    "open_until": min(site.open_until, freeze),
                }
            )
        elif out:
            site = site.model_copy(update={"status": SiteStatus.excluded})
        sites.append(site)
    until = freeze if freeze is not None else NEVER
    no_labs, no_staff = request.excluded("lab") | set(plan.lost_labs), request.excluded("staff")
    no_vehicles = request.excluded("vehicle") if freeze is None else frozenset()
    return roster.model_copy(
        update={
            "sites": tuple(sites),
            "labs": tuple(
                lab.model_copy(update={"receive_until": min(lab.receive_until, until)})
                if lab.lab_id in no_labs
                else lab
                for lab in roster.labs
            ),
            "staff": tuple(
                person.model_copy(update={"available_until": min(person.available_until, until)})
                if person.staff_id in no_staff
                else person
                for person in roster.staff
            ),
            "vehicles": tuple(
                vehicle.model_copy(update={"available_until": until})
                if vehicle.vehicle_id in no_vehicles
                else vehicle
                for vehicle in roster.vehicles
            ),
        }
    )


def idle_vehicles(request: Request) -> frozenset[str]:
    """Vehicles that end the run they are on at the freeze and take no other."""
    return request.excluded("vehicle")
