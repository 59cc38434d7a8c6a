"""Problems of users and keys."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.service.problems.kind import ProblemKind
from masstest.text import N_

PEOPLE: Mapping[str, ProblemKind] = {
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
}  # fmt: skip
