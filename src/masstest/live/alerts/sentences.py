"""What an alert says, and what it proposes, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from masstest.domain.units import ceil_min, floor_min
from masstest.live.alerts.condition import Kind
from masstest.live.alerts.places import SEVERAL, TEAM_FACT
from masstest.text import N_, Translator
from masstest.text.sentences import time_name

_TITLES = {
    Kind.late_point: N_("Late point"),
    Kind.box_over_age: N_("Box over age"),
    Kind.count_mismatch: N_("Box held"),
    Kind.box_unaccounted: N_("Box unaccounted for"),
    Kind.vehicle_silent: N_("Vehicle silent"),
    Kind.lab_backlog: N_("Laboratory backlog"),
    Kind.supplies_short: N_("Supplies short"),
    Kind.help_needed: N_("Help needed"),
    Kind.deadline_at_risk: N_("Deadline at risk"),
    Kind.pool_positive: N_("Pool positive"),
    Kind.retest_late: N_("Retest late"),
}

_CAUSES = {
    ("late_point", "not_open"): N_(
        "{point} should have opened at {opens_at_min} and hasn't; {persons} people are due there."
    ),
    ("late_point", "team_silent"): N_(
        "{point} should have done its first stop by {opens_at_min} and has reported nothing; "
        "{persons} people are due."
    ),
    ("late_point", "finishes_late"): N_(
        "{point} is expected to finish at {finish_at_min}, with {persons} people still to come; "
        "the deadline is {deadline_at_min}."
    ),
    ("box_over_age", "nearly_over_age"): N_(
        "Box {box} ({tubes} tubes) is at {where}; its oldest sample of {sampled_at_min} must be "
        "at a laboratory by {limit_at_min}."
    ),
    ("box_over_age", "over_age"): N_(
        "Box {box} ({tubes} tubes) is still at {where}; its oldest sample of {sampled_at_min} "
        "should have been at a laboratory by {limit_at_min}."
    ),
    ("count_mismatch", "count_differs"): N_(
        "Box {box} is held at {where}: {expected_tubes} tubes were expected, {found_tubes} found."
    ),
    ("count_mismatch", "seal_differs"): N_(
        "Box {box} is held at {where}: seal {expected_seal} was expected, {found_seal} found."
    ),
    ("box_unaccounted", "lost"): N_(
        "Box {box} ({tubes} tubes) is reported lost; last with {where}, heard of at {heard_at_min}."
    ),
    ("box_unaccounted", "never_sealed"): N_(
        "Box {box} was never sealed: {tubes} tubes were scanned into it at {where}, the last at "
        "{heard_at_min}."
    ),
    ("box_unaccounted", "silent"): N_(
        "Nothing has been heard of box {box} ({tubes} tubes) since {heard_at_min}; last with "
        "{where}."
    ),
    ("box_unaccounted", "left_behind"): N_(
        "{where} has delivered its boxes, but not box {box} ({tubes} tubes)."
    ),
    ("box_unaccounted", "not_received"): N_(
        "Box {box} ({tubes} tubes) was delivered at {heard_at_min} and isn't received by the "
        "laboratory; last with {where}."
    ),
    ("box_unaccounted", "tubes_missing"): N_(
        "{tubes} of {expected_tubes} tubes of box {box} are missing at {where}."
    ),
    ("box_unaccounted", "not_started"): N_(
        "Box {box} ({tubes} tubes) has been at {where} since {heard_at_min} and isn't started."
    ),
    ("box_unaccounted", "results_missing"): N_(
        "{tubes} of {expected_tubes} tubes of box {box} at {where} have no result."
    ),
    ("vehicle_silent", "silent"): N_(
        "Vehicle {vehicle} was last heard of at {heard_at_min}; it should have been at {next} at "
        "{planned_at_min}. {boxes} boxes are on board."
    ),
    ("vehicle_silent", "never_heard"): N_(
        "Vehicle {vehicle} hasn't been heard of today; it should have been at {next} at "
        "{planned_at_min}."
    ),
    ("lab_backlog", "key_results_late"): N_(
        "{lab} is expected to have the key groups' results at {expected_at_min}; they are due at "
        "{limit_at_min}. {waiting_tubes} tubes wait."
    ),
    ("lab_backlog", "results_late"): N_(
        "{lab} is expected to have its results at {expected_at_min}; they are due at "
        "{limit_at_min}. {waiting_tubes} tubes wait."
    ),
    ("lab_backlog", "key_results_slow"): N_(
        "{lab} is expected to have the key groups' results at {expected_at_min} instead of "
        "{limit_at_min} as planned. {waiting_tubes} tubes wait."
    ),
    ("lab_backlog", "results_slow"): N_(
        "{lab} is expected to have its results at {expected_at_min} instead of {limit_at_min} as "
        "planned. {waiting_tubes} tubes wait."
    ),
    ("lab_backlog", "much_waits"): N_(
        "At {lab} {waiting_tubes} tubes wait, {coming_tubes} more are on their way; it does "
        "{tubes_per_hour} an hour."
    ),
    ("supplies_short", "item_short"): N_("{point} runs out of {item}, said at {called_at_min}."),
    ("supplies_short", "so_many_needed"): N_(
        "{point} runs out of {item} and needs {quantity}, said at {called_at_min}."
    ),
    ("help_needed", "called"): N_("{point} called for help at {called_at_min}."),
    ("help_needed", "said_why"): N_("{point} called for help at {called_at_min}: “{text}”"),
    ("deadline_at_risk", "sampling"): N_(
        "Sampling is expected to end at {expected_at_min}; the deadline is {deadline_at_min}. "
        "Last: {last}"
    ),
    ("deadline_at_risk", "key_results"): N_(
        "The key groups' results are expected at {expected_at_min}; the deadline is "
        "{deadline_at_min}. Last: {last}"
    ),
    ("deadline_at_risk", "results"): N_(
        "All results are expected at {expected_at_min}; the deadline is {deadline_at_min}. "
        "Last: {last}"
    ),
    ("pool_positive", "pool_positive"): N_(
        "Tube {tube} of {point} is positive: {persons} people, reported by {lab} at "
        "{reported_at_min}. Retest singly, confirmed by {due_at_min}."
    ),
    ("pool_positive", "persons_unknown"): N_(
        "Tube {tube} of {point} is positive, reported by {lab} at {reported_at_min}; how many "
        "people it holds wasn't scanned. Retest singly, confirmed by {due_at_min}."
    ),
    ("retest_late", "not_sampled"): N_(
        "The people of positive tube {tube} of {point} haven't been sampled again; they should be "
        "confirmed by {due_at_min}."
    ),
    ("retest_late", "no_result"): N_(
        "The single tubes of positive tube {tube} of {point} have no result; it should be there "
        "by {due_at_min}."
    ),
}  # fmt: skip

_ACTIONS = {
    "call_the_point": N_("Call the point; if its staff aren't there, send the reserve."),
    "call_the_team": N_("Call the team; if it hasn't set out, send another one."),
    "add_lanes": N_("Open another lane with reserve staff, or send some people elsewhere."),
    "open_lanes": N_(
        "Lanes to add: {lanes} (samplers: {samplers}, registrars: {registrars}, ushers: {ushers})."
    ),
    "send_people": N_("Send {moved} people to {to_site}."),
    "give_visits": N_("Give {visits} visits to {to_team}."),
    "send_second_team": N_("Send a second team for the last stops."),
    "to_nearest_lab": N_("Have the vehicle drive to its laboratory now, without further stops."),
    "fetch_the_box": N_("Send the nearest vehicle to fetch the box now."),
    "scan_again": N_("Have the point count and scan the box again, then seal it again."),
    "count_again": N_("Have it counted again; the transport lead decides if it still differs."),
    "ask_the_lab": N_("Ask the laboratory to look for it and to report."),
    "ask_last_holder": N_("Ask whoever had it last, and look there."),
    "call_the_crew": N_("Call the crew; if nobody answers, send another vehicle for its boxes."),
    "to_another_lab": N_("Send the next boxes to a laboratory that has room."),
    "send_supplies": N_("Send what is missing from the store, or from a point that has plenty."),
    "call_back": N_("Call back at once."),
    "help_the_last_points": N_("Send staff from points that are through to the last ones."),
    "key_tubes_first": N_("Have the laboratories start key-group tubes first."),
    "share_out_labs": N_("Send boxes that wait to laboratories that have room."),
    "seal_off_and_retest": N_(
        "Keep everyone of this tube where they are, and sample each of them singly now."
    ),
    "await_retest": N_("Keep everyone of this tube where they are until the single results."),
    "hurry_retest": N_("Find out where the single tubes are, and have them tested first."),
}

_DEADLINES = {
    "sampling": N_("Everybody sampled"),
    "key_results": N_("Key groups' results"),
    "results": N_("All results"),
}
_COMING = ("finish_at_min", "expected_at_min")

_OWNERS = {
    "point_lead": N_("Point leader"),
    "doorstep": N_("Doorstep team"),
    "transport_lead": N_("Transport lead"),
    "lab": N_("Laboratory"),
    "coordinator": N_("Testing coordinator"),
    "street_official": N_("Street and supervising office"),
}


def title(kind: str, t: Translator) -> str:
    """What a kind of alert is called."""
    return t(_TITLES[Kind(kind)])


def sentence(kind: str, cause: str, facts: Mapping[str, Any], t: Translator) -> str:
    """What is the case. Times among the facts (``..._at_min``) are told as the clock says."""
    told = {name: _told(name, value, facts, t) for name, value in facts.items()}
    said = t(_CAUSES[kind, cause], **told)
    return said[:1].upper() + said[1:]


def subject_name(
    kind: str, subject: str, t: Translator, facts: Mapping[str, Any] = MappingProxyType({})
) -> str:
    """What an alert is about, as people look it up: an id, but of a deadline its name."""
    if TEAM_FACT + subject in facts:
        return t(N_("doorstep team {team}"), team=subject)
    return t(_DEADLINES[subject]) if kind == Kind.deadline_at_risk else subject


def proposal(action: str, facts: Mapping[str, Any], t: Translator) -> str:
    """What is proposed, with the figures that are known for it."""
    told = {name: _told(name, value, facts, t) for name, value in facts.items()}
    return t(_ACTIONS[action], **told)


def owner_name(owner: str, t: Translator) -> str:
    """Who has to act first."""
    return t(_OWNERS[owner])


def _told(name: str, value: Any, facts: Mapping[str, Any], t: Translator) -> Any:
    if value is None:
        return "–"
    if name.endswith("_at_min"):
        return time_name(ceil_min(value) if name in _COMING else floor_min(value), t)
    if isinstance(value, str) and not name.startswith(TEAM_FACT):
        return SEVERAL.join(_team(each, facts, t) for each in value.split(SEVERAL))
    return f"{value:g}" if isinstance(value, float) else value


def _team(place: str, facts: Mapping[str, Any], t: Translator) -> str:
    """A place as it is; a doorstep team as one, and where it is at work."""
    where = facts.get(TEAM_FACT + place)
    if where is None:
        return place
    if not where:
        return t(N_("doorstep team {team}"), team=place)
    return t(N_("doorstep team {team} ({where})"), team=place, where=where)
