"""What the plan of a day under way says otherwise than was reported."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.day_so_far import Approximation
from masstest.text import N_, Translator

_SENTENCES: Mapping[str, str] = {
    "silent_points": N_(
        "Points that have reported nothing yet: {count} ({worst} is one). "
        "They are taken to keep to the plan."
    ),
    "silent_vehicles": N_(
        "Vehicles that have reported nothing yet: {count} ({worst} is one). "
        "They are taken to keep to the plan."
    ),
    "silent_teams": N_(
        "Doorstep teams that have reported nothing yet: {count} ({worst} is one). "
        "They are taken to keep to the plan."
    ),
    "persons_more": N_(
        "{amount} persons more than planned were sampled at {count} points (most at {worst}: "
        "{worst_amount}); the plan counts those it knew of."
    ),
    "persons_differ": N_(
        "At {count} points the plan counts other numbers of persons sampled by now than reported: "
        "{amount} in all, {worst_amount} at {worst}."
    ),
    "done_with_fewer": N_(
        "{count} points are done with fewer persons than planned: {amount} persons, most of them "
        "({worst_amount}) at {worst}, count as sampled here. Look for them among the missed."
    ),
    "delay_ignored": N_(
        "{count} points are up to {amount} min behind ({worst}): too little to change anything."
    ),
    "points_slow": N_(
        "{count} open points won't be done by the deadline at their pace; {worst} is "
        "{worst_amount} % slower than planned. Whom they can't sample in time goes elsewhere if "
        "there is room."
    ),
    "point_sooner": N_(
        "{count} points will be done sooner than the plan can say, {worst} by {worst_amount} min."
    ),
    "stop_sooner": N_(
        "{count} runs were sooner at their stops than the plan can say, {worst} by {worst_amount} "
        "min."
    ),
    "stop_skipped": N_(
        "Runs that passed over stops: {count} ({worst} is one). "
        "The tubes there go with the next pickup."
    ),
    "meeting_missed": N_(
        "Runs that can't have met their doorstep team as planned: {count} ({worst} is one). "
        "Its tubes go with the next pickup."
    ),
    "team_as_planned": N_(
        "Doorstep teams that have gone as no pair may: {count} ({worst} is one). "
        "They are taken to keep to the plan."
    ),
    "stop_tubes": N_(
        "Pickups of {count} runs were counted with other numbers of tubes than the plan works out: "
        "{amount} in all, {worst_amount} in {worst}."
    ),
    "visit_sooner": N_(
        "{count} doorstep teams were sooner than the plan can say, {worst} by {worst_amount} min."
    ),
    "visit_persons": N_(
        "{count} doorstep teams sampled other numbers of persons than planned: {amount} in all, "
        "{worst_amount} by {worst}."
    ),
    "beyond_capacity": N_(
        "{count} vehicles carried more than their capacity by this reckoning, {worst} "
        "{worst_amount} tubes more: the plan allows what has happened."
    ),
    "lost_vehicle_load": N_(
        "What {worst} has on board ({worst_amount} tubes by this reckoning; {count} vehicles in "
        "all) must be fetched by somebody: the plan has it delivered as before."
    ),
    "lost_lab_tubes": N_(
        "{amount} tubes were started at laboratories that were lost (most at {worst}): the plan "
        "counts their results. Ask whether they come."
    ),
    "lost_lab_started": N_(
        "At laboratories that were lost the plan counts other numbers of tubes started than "
        "reported: {amount} in all, {worst_amount} at {worst}."
    ),
    "lost_lab_unfetched": N_(
        "{amount} tubes lie at laboratories that were lost (most at {worst}) and no vehicle of "
        "the plan has time to fetch them: find one."
    ),
    "rate": N_("Sampling goes on at {amount} % of the planned pace, by the reports."),
    "runs_as_planned": N_(
        "With the reported times of runs no plan keeps to the rules (first of all at {worst}): "
        "they are taken as planned until now. Ask the crews that are late where they are, and see "
        "to {worst} yourself."
    ),
    "day_as_planned": N_(
        "With what was reported no plan keeps to the rules (first of all at {worst}): the day is "
        "taken as planned until now. Tell those who are late by phone what changes for them, and "
        "see to {worst} yourself."
    ),
}


def approximation_sentence(found: Approximation, t: Translator) -> str:
    """What a plan says otherwise than the reports, in the language of `t`."""
    return t(
        _SENTENCES[found.code],
        count=found.count,
        amount=_number(found.amount),
        worst=found.worst,
        worst_amount=_number(found.worst_amount),
    )


def _number(amount: float) -> str:
    return f"{amount:+g}" if amount < 0 else f"{amount:g}"
