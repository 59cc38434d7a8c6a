"""Problems of asking at all: who asks, what, and whether the server can answer now."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.service.problems.kind import ProblemKind
from masstest.text import N_

ASKING: Mapping[str, ProblemKind] = {
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
