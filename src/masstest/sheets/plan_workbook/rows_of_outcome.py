"""Rows of the sheets about what the plan achieves: shortages, changes, rules, violations."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from masstest.domain.outcome import Remedy, Shortage, Violation
from masstest.domain.roster import Compound, Site, SiteStatus
from masstest.domain.rules import RULE, RULES
from masstest.sheets.plan_workbook.book import Book, Row
from masstest.sheets.plan_workbook.columns.shared import LIST_SEPARATOR
from masstest.text import N_, Translator
from masstest.text.sentences import (
    remedy_sentence,
    rule_name,
    rule_requirement,
    shortage_statement,
    stage_name,
    violation_sentence,
)

_STATES = {"met": N_("met"), "missed": N_("missed"), "broken": N_("broken")}
_EARTH_RADIUS_M = 6_371_000


def shortage_rows(book: Book) -> Iterator[Row]:
    """One row per shortage and remedy, most important rule first."""
    for number, shortage in enumerate(book.plan.shortages, start=1):
        remedies: tuple[Remedy | None, ...] = shortage.remedies or (None,)
        for remedy in remedies:
            yield {
                **_shortage_cells(book, shortage),
                "number": number,
                **(_remedy_cells(book, remedy) if remedy else {}),
            }


def _shortage_cells(book: Book, shortage: Shortage) -> Row:
    rule = RULE.get(shortage.rule)
    return {
        "rule_name": rule_name(shortage.rule, book.t),
        "priority": rule.priority if rule else None,
        "statement": shortage_statement(shortage, book.roster, book.t),
        "amount": shortage.amount,
        "unit": shortage.unit,
        "deadline_missed_by_min": shortage.deadline_missed_by_min,
        "rule": shortage.rule,
        "subject": shortage.subject,
    }


def _remedy_cells(book: Book, remedy: Remedy) -> Row:
    return {
        "remedy": remedy_sentence(remedy, book.roster, book.t),
        "remedy_code": remedy.code.value,
        "remedy_subject": remedy.subject,
        "remedy_quantity": remedy.quantity,
        "remedy_unit": remedy.unit,
    }


def change_rows(book: Book) -> Iterator[Row]:
    """One row per compound (and point) that goes elsewhere than in the round before."""
    previous, sites = book.roster.previous_sites, book.roster.site
    now = [(row.compound_id, row.site_id, row.persons) for row in book.plan.coverage]
    visited: dict[str, int] = defaultdict(int)
    for _, stop in book.doorstep_stops:
        visited[stop.compound_id] += stop.persons
    walking = {compound_id for compound_id, _, _ in now}
    now += [(c, "", persons) for c, persons in visited.items() if c not in walking]
    for compound_id, site_id, persons in sorted(now):
        before = sorted(previous.get(compound_id, ()))
        compound = book.roster.compound.get(compound_id)
        if not before or site_id in before or compound is None:
            continue
        known = [sites[before_id] for before_id in before if before_id in sites]
        yield {
            "compound_id": compound_id,
            "compound_name": compound.name,
            "street": compound.street,
            "community": compound.community,
            "persons": persons,
            "from_site_ids": LIST_SEPARATOR.join(before),
            "from_name": LIST_SEPARATOR.join(site.name for site in known),
            "to_site_id": site_id or None,
            "to_name": book.site_name(site_id) if site_id else book.t("at the door"),
            "before_m": min((_straight_m(compound, site) for site in known), default=None),
            "after_m": _straight_m(compound, sites[site_id]) if site_id in sites else None,
            "reason": _reason(book, compound, known, site_id),
        }


def _reason(book: Book, compound: Compound, before: list[Site], site_id: str) -> str:
    """Why a compound could not, or did not, stay with the point of the round before."""
    if not site_id:
        return book.t("Now sampled on the spot.")
    if not before:
        return book.t("The point before is not on the roster any more.")
    if all(site.status is SiteStatus.excluded for site in before):
        return book.t("The point before can't be used this round.")
    if all(site.zone.group is not compound.zone.group for site in before):
        return book.t("The compound and the point before are in different zones now.")
    if all(site.site_id not in book.plan.point for site in before):
        return book.t("The point before is not needed this round.")
    return book.t("Serves the plan as a whole better.")


def _straight_m(compound: Compound, site: Site) -> int:
    """Metres as the crow flies (haversine)."""
    south, north = math.radians(compound.lat), math.radians(site.lat)
    half_lat = math.sin((north - south) / 2)
    half_lon = math.sin(math.radians(site.lon - compound.lon) / 2)
    chord = half_lat**2 + math.cos(south) * math.cos(north) * half_lon**2
    return round(2 * _EARTH_RADIUS_M * math.asin(math.sqrt(chord)))


def rule_rows(book: Book) -> Iterator[Row]:
    """One row per rule: whether it holds, in how many places not, and where it is worst."""
    found: dict[str, list[Violation]] = defaultdict(list)
    for violation in book.plan.violations:
        found[violation.rule].append(violation)
    for rule in RULES:
        violations = found.get(rule.code, [])
        worst = max(violations, key=lambda v: abs(v.amount - v.limit), default=None)
        yield {
            "rule_name": rule_name(rule.code, book.t),
            "requirement": rule_requirement(rule.code, book.t),
            "stage": stage_name(rule.stage, book.t),
            "force": (
                book.t("must hold")
                if rule.priority is None
                else book.t("target {priority}", priority=rule.priority)
            ),
            "state": _state(bool(violations), rule.physical, book.t),
            "violations": len(violations) or None,
            "worst": violation_sentence(worst, book.roster, book.t) if worst else None,
            "rule": rule.code,
        }


def _state(missed: bool, physical: bool, t: Translator) -> str:
    state = "met" if not missed else "broken" if physical else "missed"
    return t(_STATES[state])


def violation_rows(book: Book) -> Iterator[Row]:
    """One row per place where a rule is missed."""
    for violation in book.plan.violations:
        yield {
            "rule_name": rule_name(violation.rule, book.t),
            "sentence": violation_sentence(violation, book.roster, book.t),
            "rule": violation.rule,
            "subjects": LIST_SEPARATOR.join(violation.subjects),
            "amount": violation.amount,
            "limit": violation.limit,
            "unit": violation.unit,
        }
