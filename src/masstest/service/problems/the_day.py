"""Problems of the day itself: reports, phones, proposals, alerts."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.service.problems.kind import ProblemKind
from masstest.text import N_

THE_DAY: Mapping[str, ProblemKind] = {
    # passes
    "no_place_chosen": ProblemKind(
        422, N_("Nothing was chosen"), N_("Choose at least one place of the plan in force.")
    ),
    # the day itself
    "no_plan_in_force": ProblemKind(
        409,
        N_("No plan in force"),
        N_("Nothing can be reported before a plan of this round is published. Send it again then."),
    ),
    "being_read": ProblemKind(
        503,
        N_("A moment, please"),
        N_("What was reported is being put together again; more is taken in meanwhile. Ask again "
           "in {retry_after_s} seconds."),
    ),
    "report_not_allowed": ProblemKind(
        403,
        N_("Not yours to report"),
        N_("You can't report this for {place}."),
    ),
    "correction_not_allowed": ProblemKind(
        403,
        N_("Not yours to correct"),
        N_("The event {event_id} was reported by somebody else; a coordinator can correct it."),
    ),
    "unknown_place": ProblemKind(
        422, N_("Not in this round"), N_("This round has no “{name}”.")
    ),
    "unknown_rate": ProblemKind(
        422, N_("No such rate"), N_("“{name}” isn't among the rates that were learned.")
    ),
    "time_ahead": ProblemKind(
        422,
        N_("The phone's clock is ahead"),
        N_("The time is more than {most_min:.0f} minutes in the future: here it is {server_time}."),
    ),
    "time_not_of_round": ProblemKind(
        422,
        N_("Not the day of this round"),
        N_("The time must be between {earliest} and {latest}; here it is {server_time}."),
    ),
    "event_id_reused": ProblemKind(
        409,
        N_("The event's id is taken"),
        N_("Another event was recorded under this id. Send it with an id of its own."),
    ),
    "event_malformed": ProblemKind(
        422, N_("Not an event"), N_("The event can't be read: {reason}.")
    ),
    "too_many_events": ProblemKind(
        413, N_("Too many events"), N_("Send {most} events at a time at most.")
    ),
    "box_held": ProblemKind(
        409,
        N_("The box can't leave"),
        N_("Box {box_id}: {expected_tubes} tubes are expected, {found_tubes} were found; seal "
           "{expected_seal} is expected, {found_seal} was found. Count again; if it stays so, "
           "only a transport lead can release it."),
    ),
    "box_not_held": ProblemKind(
        409, N_("The box isn't held"), N_("There is nothing to release.")
    ),
    # proposals
    "proposal_outdated": ProblemKind(
        409,
        N_("The proposal is outdated"),
        N_("Another plan has come into force since it was made: ask for a new one."),
    ),
    "proposal_not_open": ProblemKind(
        409,
        N_("Nothing to decide"),
        N_("Only a proposal that waits for a decision can be accepted or rejected."),
    ),
    # alerts
    "not_recipient": ProblemKind(
        409,
        N_("Others have to acknowledge this"),
        N_("This alert is acknowledged by those it was told to, each side for itself."),
    ),
    "webhook_secret": ProblemKind(
        422,
        N_("No secret of this kind"),
        N_("Our own format has a secret that is made here; a DingTalk robot has its own, if any; "
           "a WeCom robot has none."),
    ),
    "webhook_url": ProblemKind(
        422,
        N_("Nothing can be sent there"),
        N_("The address must be http:// or https:// with a host, without a user or a password."),
    ),
}  # fmt: skip
