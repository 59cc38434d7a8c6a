"""The eight lights of a point: their states and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.plan import Readiness
from masstest.domain.roster import Role
from masstest.text import N_, Translator
from masstest.text.sentences.names import role_name
from masstest.text.sentences.readiness_notes import READINESS_NOTES

_STATES: Mapping[str, str] = {
    "ok": N_("in place"),
    "short": N_("lacking"),
    "confirm": N_("to confirm"),
}


def readiness_state_name(state: str, t: Translator) -> str:
    """A light's state in a word or two."""
    return t(_STATES[state])


def readiness_note(light: Readiness, t: Translator) -> str:
    """What stands beside a light; an unknown note is shown with its facts as it is."""
    if light.note not in READINESS_NOTES:
        facts = " ".join(f"{name}={value}" for name, value in light.facts.items())
        return f"{light.note} {facts}".strip()
    facts_shown = dict(light.facts)
    if "roles" in facts_shown:
        roles = [Role(role) for role in str(facts_shown["roles"]).split(",")]
        facts_shown["roles"] = t(", ").join(role_name(role, t, 2) for role in roles)
    return t(READINESS_NOTES[light.note], **facts_shown)
