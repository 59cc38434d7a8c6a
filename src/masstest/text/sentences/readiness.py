"""The eight lights of a point: their states and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.plan import Readiness
from masstest.domain.roster import Role
from masstest.text import N_, Translator
from masstest.text.sentences.names import role_name

_STATES: Mapping[str, str] = {
    "ok": N_("in place"),
    "short": N_("lacking"),
    "confirm": N_("to confirm"),
}

_NOTES: Mapping[str, str] = {
    "publicity_confirm": N_(
        "tell {persons} people of {compounds} compounds their time, and confirm it"
    ),
    "training_nobody": N_("no sampler is on duty"),
    "training_missing": N_("{untrained} of {samplers} samplers are not trained"),
    "training_ok": N_("{samplers} samplers are trained"),
    "supplies_missing": N_("not complete: {items}"),
    "supplies_confirm": N_("no supplies are planned: confirm what is there"),
    "supplies_undelivered": N_("no vehicle brings them"),
    "supplies_late": N_("they come at {at}, {late_min} minutes after opening"),
    "supplies_ok": N_("they come at {at}"),
    "medical_missing": N_("samplers are lacking for {role_min} minutes"),
    "medical_teams_missing": N_("{teams} doorstep teams are not complete"),
    "medical_ok": N_("samplers for {lanes} lanes"),
    "auxiliary_missing": N_("lacking: {roles}"),
    "auxiliary_ok": N_("every post is filled"),
    "order_no_usher": N_("no usher is on duty"),
    "order_confirm": N_("{ushers} ushers: the lead confirms barriers, queue and signs"),
    "special_missing": N_("{persons} people at home are not visited"),
    "special_nobody": N_("nobody has to be visited"),
    "special_ok": N_("{persons} people at home are visited"),
    "coverage_missing": N_("{persons} people have no point"),
    "coverage_late": N_("done at {at}, {late_min} minutes too late"),
    "coverage_ok": N_("{persons} people, all of them"),
}


def readiness_state_name(state: str, t: Translator) -> str:
    """A light's state in a word or two."""
    return t(_STATES[state])


def readiness_note(light: Readiness, t: Translator) -> str:
    """What stands beside a light; an unknown note is shown with its facts as it is."""
    if light.note not in _NOTES:
        facts = " ".join(f"{name}={value}" for name, value in light.facts.items())
        return f"{light.note} {facts}".strip()
    facts_shown = dict(light.facts)
    if "roles" in facts_shown:
        roles = [Role(role) for role in str(facts_shown["roles"]).split(",")]
        facts_shown["roles"] = t(", ").join(role_name(role, t, 2) for role in roles)
    return t(_NOTES[light.note], **facts_shown)
