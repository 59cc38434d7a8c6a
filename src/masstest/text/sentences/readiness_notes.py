"""What stands beside a readiness light, by note code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from masstest.text import N_

READINESS_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "publicity_confirm": N_(
            "Confirm that all residents were told (compounds: {compounds}, people: {persons})"
        ),
        "training_ok": N_("All samplers are trained ({samplers})"),
        "training_missing": N_("{untrained} of {samplers} samplers without valid training"),
        "training_nobody": N_("No sampler on duty"),
        "supplies_ok": N_("Kit complete, delivered by {at}"),
        "supplies_missing": N_("Kit incomplete: {items}"),
        "supplies_late": N_("Kit comes at {at}, {late_min} min after opening"),
        "supplies_undelivered": N_("No vehicle brings the kit"),
        "supplies_confirm": N_("No items on the roster: confirm the kit"),
        "medical_ok": N_("A sampler at every table throughout (tables: {lanes})"),
        "medical_missing": N_("Tables without a sampler for {role_min} min in all"),
        "medical_teams_missing": N_("Doorstep teams of its compounds without a pair: {teams}"),
        "auxiliary_ok": N_("All auxiliary posts covered"),
        "auxiliary_missing": N_("Not covered throughout: {roles}"),
        "order_confirm": N_("Confirm one-way flow and distance (ushers: {ushers})"),
        "order_no_usher": N_("No usher on duty"),
        "special_ok": N_("Everybody to be sampled at home is visited ({persons})"),
        "special_nobody": N_("Nobody to be sampled at home"),
        "special_missing": N_("People at home whom no team visits: {persons}"),
        "coverage_ok": N_("Everybody of its compounds has a point ({persons} here)"),
        "coverage_missing": N_("People of its compounds without a point: {persons}"),
        "coverage_late": N_("Ends at {at}, {late_min} min too late"),
    }
)
