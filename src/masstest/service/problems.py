"""What can go wrong when the service is asked for something: codes, statuses, sentences.

A `Problem` holds a code and facts. Its document (RFC 9457) is made where it is answered, in the
reader's language. Codes are stable: programs may rely on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from masstest.access.problems import AccessProblem
from masstest.text import N_, Translator


@dataclass(frozen=True)
class ProblemKind:
    """The HTTP status of a problem, its title and its sentence, whose ``{names}`` are facts.

    Without a sentence here it is `masstest.access` that says it.
    """

    status: int
    title: str
    detail: str = ""


KINDS: Mapping[str, ProblemKind] = {
    # who asks
    "not_logged_in": ProblemKind(
        401, N_("Not logged in"), N_("Log in, or send an API token: Authorization: Bearer <token>.")
    ),
    "wrong_login": ProblemKind(401, N_("Wrong login")),
    "throttled": ProblemKind(429, N_("Too many failed logins")),
    "pass_unknown": ProblemKind(401, N_("The card isn't valid")),
    "wrong_password": ProblemKind(403, N_("Wrong password")),
    "password_change_needed": ProblemKind(
        403,
        N_("Change the password first"),
        N_("The password was given out once only: choose one of your own, then go on."),
    ),
    "csrf": ProblemKind(
        403,
        N_("The request didn't come from this site's pages"),
        N_("Send the X-CSRF-Token that was given at login, or use an API token."),
    ),
    "forbidden": ProblemKind(
        403,
        N_("Not allowed"),
        N_("This needs the permission “{permission}”, which you don't have."),
    ),
    "rate_limited": ProblemKind(
        429, N_("Too many requests"), N_("Try again in {retry_after_s} seconds.")
    ),
    # what is asked
    "not_found": ProblemKind(404, N_("Not found"), N_("There is no {subject} here.")),
    "method_not_allowed": ProblemKind(
        405, N_("Not possible here"), N_("This address doesn't understand {method}.")
    ),
    "malformed": ProblemKind(
        400, N_("Not understood"), N_("The request can't be read: {reason}.")
    ),
    "invalid": ProblemKind(
        422, N_("Wrong values"), N_("{count} values of the request are wrong; “errors” lists them.")
    ),
    "too_large": ProblemKind(
        413, N_("Too large"), N_("The request is larger than {limit_bytes} bytes.")
    ),
    "unsupported_media_type": ProblemKind(
        415, N_("Unknown kind of content"), N_("Send one of: {accepted}.")
    ),
    # two at once
    "conflict": ProblemKind(
        409,
        N_("Somebody else was faster"),
        N_("Somebody changed the same thing at the same moment. Look at it again, then repeat."),
    ),
    "precondition_required": ProblemKind(
        428,
        N_("Say which version is meant"),
        N_("Send the ETag of what you have seen in If-Match."),
    ),
    "precondition_failed": ProblemKind(
        412,
        N_("Changed in the meantime"),
        N_("Somebody has changed it since you looked. Look at it again, then repeat."),
    ),
    "idempotency_key_invalid": ProblemKind(
        400,
        N_("Unusable Idempotency-Key"),
        N_("An Idempotency-Key is 1 to 255 printable ASCII characters."),
    ),
    "idempotency_key_reused": ProblemKind(
        422,
        N_("Idempotency-Key used for something else"),
        N_("This Idempotency-Key belongs to another request. Use a new one."),
    ),
    "idempotency_in_progress": ProblemKind(
        409,
        N_("The same request is being worked on"),
        N_("The first request with this Idempotency-Key isn't answered yet. Try again later."),
    ),
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
    # passes
    "no_place_chosen": ProblemKind(
        422, N_("Nothing was chosen"), N_("Choose at least one place of the plan in force.")
    ),
    # jobs
    "job_over": ProblemKind(
        409, N_("The job is over"), N_("It is {state}; nothing can be stopped.")
    ),
    # the day itself
    "no_plan_in_force": ProblemKind(
        409,
        N_("No plan in force"),
        N_("Nothing can be reported before a plan of this round is published. Send it again then."),
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
    # people
    "login_taken": ProblemKind(409, N_("The login is taken")),
    "login_malformed": ProblemKind(422, N_("This login won't do")),
    "name_malformed": ProblemKind(422, N_("This name won't do")),
    "password_short": ProblemKind(422, N_("This password won't do")),
    "password_long": ProblemKind(422, N_("This password won't do")),
    "password_simple": ProblemKind(422, N_("This password won't do")),
    "grant_malformed": ProblemKind(422, N_("This role can't be granted so")),
    "grant_missing": ProblemKind(409, N_("This role isn't granted")),
    "role_not_held": ProblemKind(422, N_("A role that isn't held")),
    "user_unknown": ProblemKind(404, N_("No such user")),
    "token_unknown": ProblemKind(404, N_("No such key")),
    "last_admin": ProblemKind(409, N_("The last administrator")),
    "oidc_failed": ProblemKind(403, N_("Signing in failed")),
    "oidc_no_role": ProblemKind(403, N_("No role here")),
    "demo_beside_real": ProblemKind(409, N_("Real rounds are here")),
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
    "webhook_url": ProblemKind(
        422,
        N_("Nothing can be sent there"),
        N_("The address must be http:// or https:// with a host, without a user or a password."),
    ),
    # the server
    "busy": ProblemKind(
        503, N_("Busy"), N_("Too much is being worked on. Try again in {retry_after_s} seconds.")
    ),
    "too_heavy": ProblemKind(
        422,
        N_("Too heavy"),
        N_("It needed more memory or time than one request may take, and was stopped."),
    ),
    "internal": ProblemKind(
        500,
        N_("An error of the service"),
        N_("It has been noted. Tell who runs the service this request id: {request_id}."),
    ),
}  # fmt: skip


class Problem(Exception):
    """A request that can't be met.

    Attributes
    ----------
    code : one of `KINDS`
    facts : what the sentence of the code names; also members of the document
    rows : lists that go into the document: ``problems`` (of a roster), ``violations``, ``errors``
    """

    def __init__(
        self, code: str, *, rows: Mapping[str, Sequence[Any]] | None = None, **facts: Any
    ) -> None:
        super().__init__(code)
        self.kind = KINDS[code]
        self.code = code
        self.facts = facts
        self.rows: Mapping[str, Sequence[Any]] = rows or {}

    @property
    def status(self) -> int:
        return self.kind.status

    def title(self, t: Translator) -> str:
        return t(self.kind.title)

    def detail(self, t: Translator) -> str:
        """The sentence, in the language of `t`."""
        return t(self.kind.detail, **self.facts)


class AccessRefused(Problem):
    """What `masstest.access` refused, with its own sentence."""

    def __init__(self, refused: AccessProblem) -> None:
        facts = dict(refused.facts)
        if "wait_s" in facts:
            facts["retry_after_s"] = facts.pop("wait_s")
        super().__init__(refused.code, **facts)
        self._refused = refused

    def detail(self, t: Translator) -> str:
        return self._refused.sentence(t)


def not_found(subject: str) -> Problem:
    """The problem that something (round, roster, plan, job ...) is not there."""
    return Problem("not_found", subject=subject)
