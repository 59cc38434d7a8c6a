"""Problems of rounds, rosters, plans, publishing and jobs."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.service.problems.kind import ProblemKind
from masstest.text import N_

PLANNING: Mapping[str, ProblemKind] = {
    # rounds and rosters
    "round_exists": ProblemKind(
        409, N_("The round exists"), N_("{district} has a round {number} on {date} already.")
    ),
    "other_round": ProblemKind(
        409,
        N_("Of another round"),
        N_("The roster is of {found}; this is the round of {expected}."),
    ),
    "roster_unreadable": ProblemKind(
        422, N_("The roster can't be read"), N_("Nothing could be read; “problems” says why.")
    ),
    "no_file": ProblemKind(
        422, N_("No file was sent"), N_("Choose the workbook first, then send it.")
    ),
    "roster_has_errors": ProblemKind(
        422,
        N_("The roster has errors"),
        N_("{errors} errors must be mended before it can be planned; “problems” has the cells."),
    ),
    "roster_unusable": ProblemKind(
        409,
        N_("The roster has errors"),
        N_("This roster can't be planned until its errors are mended and it is uploaded again."),
    ),
    "no_roster": ProblemKind(
        409, N_("No roster yet"), N_("Upload a roster for this round before asking for a plan.")
    ),
    # a city
    "city_of_one": ProblemKind(
        409,
        N_("A city has several districts"),
        N_("A round of the city takes two districts or more; {count} can be planned."),
    ),
    "city_without_roster": ProblemKind(
        409,
        N_("Districts without a roster"),
        N_("Upload a roster for {districts}, or name the rosters that are to be planned."),
    ),
    "city_roster_twice": ProblemKind(
        422,
        N_("Two rosters of one district"),
        N_("Two of the rosters are of {district}; one plan takes one of each district."),
    ),
    "city_contradicts": ProblemKind(
        409,
        N_("The rosters contradict each other"),
        N_("{count} things must be mended before the districts can be planned together; "
           "“problems” lists them."),
    ),
    # plans
    "time_limit_wrong": ProblemKind(
        422, N_("Wrong time limit"), N_("A search takes 1 to 3600 seconds.")
    ),
    "wrong_settings": ProblemKind(
        422, N_("Wrong settings"), N_("The settings can't be used; “problems” says why.")
    ),
    "wrong_request": ProblemKind(
        422,
        N_("This can't be planned again"),
        N_("The request doesn't fit plan and roster; “problems” says why."),
    ),
    "edit_unreadable": ProblemKind(
        422,
        N_("The workbook can't be read as this plan"),
        N_("Nothing was read of it; “problems” says why."),
    ),
    "edit_has_errors": ProblemKind(
        422,
        N_("The edits have errors"),
        N_("{errors} edits make no sense; “problems” has the cells. Mend them, and try again."),
    ),
    "nothing_changed": ProblemKind(
        409, N_("Nothing was changed"), N_("The plan would be the same, so nothing was kept.")
    ),
    "breaks_rules": ProblemKind(
        409,
        N_("It would break a rule that must hold"),
        N_("{count} rules that must hold would be broken; “violations” lists them."),
    ),
    "move_impossible": ProblemKind(
        422,
        N_("This move isn't possible"),
        N_("{compound_id} can't be moved to {site_id}: both must be in the plan, as a compound "
           "that walks to a point and a point that is open."),
    ),
    "no_such_remedy": ProblemKind(
        422, N_("No such remedy"), N_("The plan has no shortage {shortage} with a remedy {remedy}.")
    ),
    "remedy_not_applicable": ProblemKind(
        409,
        N_("This remedy changes the plan, not the roster"),
        N_("Move the compound by hand instead."),
    ),
    "wrong_date": ProblemKind(
        422, N_("Wrong date"), N_("The next round must be on a day after {date}.")
    ),
    # publishing
    "in_force": ProblemKind(
        409,
        N_("Another plan is in force"),
        N_("Plan {number} of this round is published. Withdraw it first."),
    ),
    "already_published": ProblemKind(
        409, N_("Published already"), N_("This plan is in force as number {number}.")
    ),
    "already_withdrawn": ProblemKind(
        409, N_("Withdrawn already"), N_("This publication was withdrawn before.")
    ),
    # jobs
    "job_over": ProblemKind(
        409, N_("The job is over"), N_("It is {state}; nothing can be stopped.")
    ),
}  # fmt: skip
