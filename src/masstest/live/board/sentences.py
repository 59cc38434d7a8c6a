"""What is wrong, and what is proposed, as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from masstest.domain.units import ceil_min, floor_min
from masstest.live.day import Day
from masstest.live.shapes import Facts, Owner, Wrong
from masstest.text import N_, Translator
from masstest.text.sentences import time_name

WRONG = {
    "not_open": N_("{subject} is not open; {persons} people are due there."),
    "paused": N_("{subject} has paused for {minutes} min; {persons} people are still due there."),
    "closed_early": N_("{subject} closed before everybody was sampled: {persons} people are left."),
    "point_silent": N_("Nothing heard from {subject} for {minutes} min."),
    "team_silent": N_("Team {subject} has reported no visit for {minutes} min."),
    "late_point": N_(
        "{subject} will finish at {finish_at_min}, at the latest {latest_at_min}; the deadline is "
        "{deadline_at_min}."
    ),
    "late_team": N_(
        "Team {subject} will be through at {finish_at_min}, at the latest {latest_at_min}; the "
        "deadline is {deadline_at_min}."
    ),
    "box_count_differs": N_(
        "Box {subject} is held at {place}: {expected_tubes} tubes expected, {found_tubes} found."
    ),
    "box_seal_differs": N_(
        "Box {subject} is held at {place}: seal {expected_seal} expected, {found_seal} found."
    ),
    "box_over_age": N_(
        "Box {subject} ({tubes} tubes, at {place}) should have been at a laboratory by "
        "{limit_at_min}: its oldest sample is {age_min} min old."
    ),
    "box_nearly_over_age": N_(
        "Box {subject} ({tubes} tubes, at {place}) won't be at a laboratory by {limit_at_min}: its "
        "oldest sample is {age_min} min old."
    ),
    "box_lost": N_("Box {subject} ({tubes} tubes) is lost; it was last at {place}."),
    "box_never_sealed": N_("Box {subject} at {place} was never sealed: {tubes} tubes."),
    "box_silent": N_(
        "Nothing heard of box {subject} ({tubes} tubes) since {since_at_min}; last at {place}."
    ),
    "box_left_behind": N_(
        "Box {subject} ({tubes} tubes) was not delivered with the other boxes of {place}."
    ),
    "box_not_received": N_(
        "Box {subject} ({tubes} tubes) was delivered, but {place} has not taken it over."
    ),
    "box_tubes_missing": N_("{tubes} tubes are missing in box {subject} at {place}."),
    "box_not_started": N_("Box {subject} ({tubes} tubes) waits at {place} and isn't started."),
    "box_results_missing": N_("{tubes} tubes of box {subject} at {place} have no result."),
    "box_results_beyond": N_(
        "{place} has reported {results} results for the {tubes} tubes of box {subject}: {tubes} "
        "count. It was reported twice, or a count is wrong."
    ),
    "vehicle_late": N_(
        "Vehicle {subject} is {minutes} min late for {place} (planned {planned_at_min})."
    ),
    "vehicle_silent": N_(
        "Vehicle {subject} should have been at {place} at {planned_at_min}; nothing heard for "
        "{minutes} min."
    ),
    "lab_key_late": N_(
        "{subject} will have its last key result at {finish_at_min}, at the latest "
        "{latest_at_min}; the deadline is {deadline_at_min}."
    ),
    "lab_late": N_(
        "{subject} will have its last result at {finish_at_min}, at the latest {latest_at_min}; "
        "the deadline is {deadline_at_min}."
    ),
    "lab_backlog": N_(
        "{tubes} tubes wait at {subject}: {hours} h of work, {planned_hours} h were planned."
    ),
    "help_needed": N_("{subject} asked for help at {since_at_min}. {text}"),
    "supplies_short": N_("{subject} is short of {item}, reported at {since_at_min}."),
    "finding_overdue": N_("A finding at {subject} is overdue since {due_at_min}: {text}"),
    "waste_late": N_("The waste of {subject} has not been taken {hours} h after closing."),
    "retest_open": N_(
        "Tube {subject} is pool positive since {since_at_min}; {persons} people have no single "
        "result yet."
    ),
}

ACTIONS = {
    "call_source": N_("Call {source}, and ask for a count."),
    "reopen_or_move": N_("Reopen, or send the {persons} people to {to_site}."),
    "send_people": N_("Send the {persons} people to {to_site}."),
    "add_lanes": N_(
        "Lanes to add: {lanes} (samplers: {samplers}, registrars: {registrars}, ushers: {ushers})."
    ),
    "move_people": N_("Send {persons} people to {to_site}."),
    "keep_open": N_("Keep it open until {until_at_min}."),
    "share_visits": N_("Give {visits} visits to team {to_team}."),
    "another_team": N_("Form another team for {visits} visits."),
    "recount_or_release": N_(
        "Count box {box} again at {place}; if it still differs, the transport lead decides."
    ),
    "deliver_now": N_("{place} drives to the laboratory now, without further stops."),
    "take_over": N_("Ask {lab} to take over now what has been delivered."),
    "fetch_now": N_("Fetch it from {place} now."),
    "find_box": N_("Ask {place} for box {box}."),
    "send_other_vehicle": N_("Send another vehicle to {place} in place of {vehicle}."),
    "call_crew": N_("Call the crew of {vehicle}."),
    "skip_waiting": N_("Tell {place} that {vehicle} comes later."),
    "divert_tubes": N_("Send {tubes} tubes to {to_lab} instead."),
    "speed_lab": N_("Ask {lab} for more shifts or machines."),
    "check_results": N_("Ask {lab} for the results of box {box}, tube by tube."),
    "send_help": N_("Send help to {place}."),
    "send_supplies": N_("Send {item} to {place}."),
    "close_finding": N_("Put finding {finding} right and close it."),
    "send_waste_vehicle": N_("Send the waste vehicle to {place}."),
    "sample_retest": N_("Sample the people of tube {tube} again singly; results by {due_at_min}."),
    "hurry_retest": N_("Ask for the single results of tube {tube}; due by {due_at_min}."),
}

OWNERS = {
    "point_lead": N_("point leader"),
    "point_official": N_("point's cadre"),
    "community_official": N_("community's cadre"),
    "street_official": N_("street's leader"),
    "coordinator": N_("coordinator"),
    "transport_lead": N_("transport lead"),
    "courier": N_("courier"),
    "doorstep": N_("doorstep team"),
    "lab": N_("laboratory"),
}

_NOWHERE = N_("another point")
_PLACES = ("subject", "place", "source", "to_site", "to_lab", "to_team", "lab", "vehicle")
_COMING = ("finish_at_min", "latest_at_min")
_SAYS_TEAM = ("late_team", "team_silent")

Names = Callable[[str], str]


class Told(NamedTuple):
    """One line of the board as people read it."""

    wrong: str
    action: str
    owner: str


class KnownNames(dict[str, str]):
    """Names by id; what isn't known is called by its id. Teams have nothing but a number."""

    teams: frozenset[str] = frozenset()

    def __call__(self, place_id: str) -> str:
        return self.get(place_id, place_id)


def names_of(day: Day) -> Names:
    """What people call a place of the plan: a point's, laboratory's or compound's name, a plate."""
    roster = day.roster
    names = KnownNames(
        {compound.compound_id: compound.name for compound in roster.compounds}
        | {site.site_id: site.name for site in roster.sites}
        | {lab.lab_id: lab.name for lab in roster.labs}
        | {vehicle.vehicle_id: vehicle.plate for vehicle in roster.vehicles}
        | {source_id: source.name for source_id, source in day.sources.items()}
    )
    names.teams = frozenset(each.source_id for each in day.sources.values() if each.kind == "team")
    return names


def place_name(place_id: str, t: Translator, names: Names) -> str:
    """What a place is called in a sentence: a team's number alone says nothing."""
    if isinstance(names, KnownNames) and place_id in names.teams:
        return t(N_("doorstep team {team}"), team=place_id)
    return names(place_id)


def told(wrong: Wrong, t: Translator, names: Names) -> Told:
    """The sentences of one line."""
    plain = ("subject",) if wrong.code in _SAYS_TEAM else ()
    said = t(WRONG[wrong.code], **_readable(wrong.facts, t, names, plain)).strip()
    do = t(ACTIONS[wrong.action.code], **_readable(wrong.action.facts, t, names))
    return Told(_capital(said), _capital(do), owner_name(wrong.owner, t))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def owner_name(owner: Owner, t: Translator) -> str:
    """The role that has to act, in words."""
    return t(OWNERS[owner.role])


def _readable(
    facts: Facts, t: Translator, names: Names, plain: tuple[str, ...] = ("to_team",)
) -> dict[str, Any]:
    """Minutes as times of day, ids as names; what the `plain` ones are, the sentence says."""
    shown: dict[str, Any] = {}
    for name, value in facts.items():
        if name.endswith("_at_min"):
            whole_min = ceil_min if name in _COMING else floor_min
            shown[name] = time_name(whole_min(float(value)), t)
        elif name in _PLACES:
            known = names(str(value)) if name in plain else place_name(str(value), t, names)
            shown[name] = known if value else t(_NOWHERE)
        else:
            shown[name] = value
    return shown
