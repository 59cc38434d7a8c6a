"""A rehearsal in sentences, in both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.rehearsal.answers import DeadlineAnswer, Rehearsal
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.chance import Quantiles
from masstest.rehearsal.links import Link
from masstest.text import N_, Translator
from masstest.text.sentences.names import time_name

_DEADLINES = {
    "sampling": N_("everyone sampled by {limit}"),
    "key_results": N_("key results by {limit}"),
    "results": N_("all results by {limit}"),
    "specimen_age": N_("no specimen older than {limit} min at the laboratory"),
}
_KINDS = {
    "all": N_("all links together"),
    "point": N_("points"),
    "team": N_("doorstep sampling teams"),
    "run": N_("runs"),
    "lab_key": N_("laboratories, key results"),
    "lab": N_("laboratories, all results"),
}
_SUBJECTS = {
    "point": N_("point {name}"),
    "team": N_("doorstep team {name}"),
    "run": N_("run {name}, specimen age"),
    "lab_key": N_("{name}, key results"),
    "lab": N_("{name}, all results"),
}
_ADVICE = {
    "add_lanes": N_("Add {quantity} lane(s) at {site}."),
    "move_persons": N_("Move about {quantity} persons from {site} to another point."),
    "relieve_team": N_("Give visits of about {quantity} persons of {team_id} to another team."),
    "start_earlier": N_("Start run {run_id} {quantity} min earlier, or take a stop off it."),
    "fetch_last_apart": N_(
        "Run {run_id} waits for the last tubes of {source}: let another vehicle fetch them, or "
        "let them be ready {quantity} min earlier."
    ),
    "hold_run_before": N_(
        "The oldest tubes of run {run_id} just miss the run before it at {source}: let that one "
        "come {quantity} min later there."
    ),
    "move_tubes": N_("Send about {quantity} tubes from {lab} to another laboratory."),
    "bring_earlier": N_(
        "Bring the tubes of run {run_id} to {lab} {quantity} min earlier, or to another laboratory."
    ),
}
_MARGINS = {
    "finish_margin_min": N_(
        "Plan all points to be done by {until} ({setting}): {count} are planned to be done later."
    ),
    "doorstep_margin_min": N_(
        "Plan all doorstep tours to end by {until} ({setting}): {count} are planned to end later."
    ),
    "specimen_age_margin_min": N_(
        "Plan no specimen older than {until} ({setting}): {count} runs bring older ones."
    ),
    "key_result_margin_min": N_(
        "Plan all key results by {until} ({setting}): those of {count} laboratories come later."
    ),
    "result_margin_min": N_(
        "Plan all results by {until} ({setting}): those of {count} laboratories come later."
    ),
}
_BREAKDOWNS = {
    "vehicle": N_("Vehicle {subject} breaks down at {start}."),
    "lab": N_("Laboratory {subject} is lost at {start}."),
    "site": N_("Point {subject} is closed at {start}."),
    "rain": N_("It rains from {start}: {subject} of the usual pace outdoors and on the roads."),
}


def _clock(minutes: float, t: Translator) -> str:
    return time_name(math.ceil(minutes - 1e-6), t)


def _figure(minutes: float, t: Translator, *, of_day: bool) -> str:
    return _clock(minutes, t) if of_day else f"{minutes:.0f} min"


def _percent(share: float) -> str:
    """Never 100 % for less than all, never 0 % for more than nothing."""
    if 0.999 <= share < 1 or 0 < share < 0.001:
        return f"{100 * share:.2f} %"
    return f"{100 * share:.1f} %"


def subject_name(link: Link, plan: Plan, roster: Roster, t: Translator) -> str:
    """The link as people call it."""
    name = link.subject
    if link.kind == "point":
        name = f"{plan.point[link.subject].name} ({link.subject})"
    elif link.kind in ("lab", "lab_key"):
        name = f"{roster.lab[link.subject].name} ({link.subject})"
    return t(_SUBJECTS[link.kind], name=name)


def advice_sentence(link: Link, plan: Plan, roster: Roster, t: Translator) -> str:
    """What would help; empty where nothing is needed."""
    if link.advice is None:
        return ""
    facts: dict[str, str | int] = dict(link.advice.facts)
    for name, known in (("site", "site_id"), ("source", "source_id")):
        if known in facts:
            point = plan.point.get(str(facts[known]))
            facts[name] = str(facts[known]) if point is None else f"{point.name} ({facts[known]})"
    if "lab_id" in facts:
        facts["lab"] = f"{roster.lab[str(facts['lab_id'])].name} ({facts['lab_id']})"
    return t(_ADVICE[link.advice.code], quantity=link.advice.quantity, **facts)


def rehearsal_lines(found: Rehearsal, t: Translator, most: int = 12) -> Iterator[str]:
    """The rehearsal as the terminal shows it, `most` weakest links."""
    order = found.plan.round
    yield t(
        N_("{district}, {date}: {days} simulated days (seed {seed})"),
        district=order.district,
        date=order.date,
        days=found.days,
        seed=found.orders.seed,
    )
    for breakdown in found.orders.breakdowns:
        yield "  " + _breakdown_sentence(breakdown, t)
    yield ""
    for each in found.deadlines:
        yield _deadline_line(each, t)
        yield from _margin_lines(each, t)
    yield t(
        N_("{share} of those due are not sampled; {trips} extra trips a day for tubes left behind"),
        share=_percent(found.missed_share),
        trips=f"{found.extra_trips:.1f}",
    )
    yield ""
    yield from _waits(found, t)
    yield from _weakest(found, t, most)
    yield from _slack(found, t)
    yield from _forecast(found, t)


def _breakdown_sentence(breakdown: Breakdown, t: Translator) -> str:
    sentence = t(
        _BREAKDOWNS[breakdown.kind], subject=breakdown.subject, start=_clock(breakdown.from_min, t)
    )
    if math.isinf(breakdown.until_min):
        return sentence
    return sentence + t(N_(" (until {end})"), end=_clock(breakdown.until_min, t))


def _deadline_line(each: DeadlineAnswer, t: Translator) -> str:
    of_day = each.kind != "specimen_age"
    limit = _clock(each.limit_min, t) if of_day else f"{each.limit_min:.0f}"
    name = t(_DEADLINES[each.kind], limit=limit)
    holds = each.holds
    line = t(
        N_("{name}: holds on {share} of days ({low} to {high}), {part} in time"),
        name=name,
        share=_percent(holds.share),
        low=_percent(holds.low),
        high=_percent(holds.high),
        part=_percent(each.in_time_share),
    )
    if each.figures is None or each.planned_min is None:
        return line
    return line + t(
        N_("; planned {planned}, simulated {p10} / {p50} / {p90} (p10 / p50 / p90)"),
        planned=_figure(each.planned_min, t, of_day=of_day),
        **_quantiles(each.figures, t, of_day=of_day),
    )


def _margin_lines(each: DeadlineAnswer, t: Translator) -> Iterator[str]:
    """What would make the deadline hold, where the simulated days tell."""
    for advice in each.advice:
        of_day = each.kind != "specimen_age"
        yield "    " + t(
            _MARGINS[advice.parameter],
            until=_figure(advice.until_min, t, of_day=of_day),
            setting=f"{advice.parameter}={advice.margin_min}",
            count=advice.links,
        )
    if each.advice:
        share = _percent(each.advice[0].share)
        yield "    " + t(N_("Then it would hold on {share} of days."), share=share)


def _quantiles(each: Quantiles, t: Translator, *, of_day: bool) -> dict[str, str]:
    return {
        "p10": _figure(each.p10, t, of_day=of_day),
        "p50": _figure(each.p50, t, of_day=of_day),
        "p90": _figure(each.p90, t, of_day=of_day),
    }


def _waits(found: Rehearsal, t: Translator) -> Iterator[str]:
    if not found.waits:
        return
    yield t(N_("Longest waits (mean, 95th of a hundred people, in minutes):"))
    for wait in found.waits[:3]:
        point = found.plan.point[wait.site_id]
        yield f"  {point.name} ({wait.site_id}): {wait.mean_min:.1f}, {wait.p95_min:.1f}"
    yield ""


def _weakest(found: Rehearsal, t: Translator, most: int) -> Iterator[str]:
    late = [link for link in found.links if link.late.share > 0]
    if not late:
        yield t(N_("No point, team, run or laboratory is ever late."))
        yield ""
        return
    yield t(
        N_("Weakest links ({shown} of {count} that are late on some day):"),
        shown=min(most, len(late)),
        count=len(late),
    )
    roster = found.orders.course.roster
    for link in late[:most]:
        yield t(
            N_("  {subject}: late on {share} of days, the worst on {worst}; slack {slack} min"),
            subject=subject_name(link, found.plan, roster, t),
            share=_percent(link.late.share),
            worst=_percent(link.worst_share),
            slack=f"{link.slack_min:.0f}",
        )
        if link.advice is not None:
            yield "    " + advice_sentence(link, found.plan, roster, t)
    yield ""


def _slack(found: Rehearsal, t: Translator) -> Iterator[str]:
    told = [each for each in found.slack if each.auc is not None]
    if not told:
        return
    yield t(N_("How well the plan's slack tells what goes late (1 always, 0.5 by chance):"))
    for each in told:
        line = t(
            N_("  {kind}: {auc}, over {subjects}, {late} of them ever late"),
            kind=t(_KINDS[each.kind]),
            auc=f"{each.auc:.2f}",
            subjects=each.subjects,
            late=each.ever_late,
        )
        if each.correlation is not None:
            line += t(N_("; rank correlation {value}"), value=f"{each.correlation:.2f}")
        yield line
    yield ""


def _forecast(found: Rehearsal, t: Translator) -> Iterator[str]:
    if found.forecast is None:
        return
    yield t(
        N_(
            "The forecast at {at} of the district's last sample is within {within} min on {share} "
            "of {days} days (median error {error} min); that of the points alone on {points}."
        ),
        at=_clock(found.forecast.at_min, t),
        within=f"{found.forecast.within_min:.0f}",
        share=_percent(found.forecast.within_share),
        days=found.forecast.days,
        error=f"{found.forecast.median_error_min:+.1f}",
        points=_percent(found.forecast.points_within_share),
    )
