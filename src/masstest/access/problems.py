"""Why somebody isn't let in, or a user can't be changed so: codes with facts, and sentences."""

from __future__ import annotations

from typing import Any

from masstest.text import N_, Translator

_SENTENCES = {
    "wrong_login": N_("The login or the password is wrong."),
    "throttled": N_("Too many failed logins. Try again in {wait_s} seconds."),
    "pass_unknown": N_("This card isn't valid any more. Ask the office for a new one."),
    "wrong_password": N_("The present password is wrong."),
    "oidc_failed": N_("The sign-in service's answer can't be accepted ({reason})."),
    "oidc_no_role": N_("The sign-in service gives {login} no role here."),
    "login_taken": N_("There is a user {login} already."),
    "login_malformed": N_(
        "A login has 2 to 60 letters, digits, dots, hyphens, underscores or @: {login}"
    ),
    "name_malformed": N_("A name has 1 to {longest} characters."),
    "password_short": N_("A password has at least {shortest} characters."),
    "password_long": N_("A password has at most {longest} characters."),
    "password_simple": N_("This password is too easily guessed."),
    "grant_malformed": N_("{grant} can't be granted: {reason}"),
    "grant_missing": N_("{login} doesn't have {grant}."),
    "role_not_held": N_("A key can't have the role {role}, which its user doesn't have."),
    "user_unknown": N_("There is no user {login}."),
    "token_unknown": N_("There is no such key."),
    "last_admin": N_("{login} is the last active administrator."),
    "demo_beside_real": N_(
        "This database holds real rounds, so the demo isn't started in it. Give it another one."
    ),
}


class AccessProblem(Exception):
    """Something about users was asked for that can't be done. `facts` fill in the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def sentence(self, t: Translator) -> str:
        return t(_SENTENCES[self.code], **self.facts)

    def __str__(self) -> str:
        return _SENTENCES[self.code].format(**self.facts)


class AccessDenied(AccessProblem):
    """Somebody isn't let in: ``wrong_login``, ``wrong_password``, ``oidc_...``, or ``throttled``,
    which tells how many seconds to wait."""

    @property
    def wait_s(self) -> int:
        return int(self.facts.get("wait_s", 0))
