"""A rehearsal as one JSON document and as tables."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from masstest.domain.units import iso
from masstest.rehearsal.answers import DeadlineAnswer, Rehearsal, SlackPrediction
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.chance import Probability, Quantiles
from masstest.rehearsal.links import Link
from masstest.rehearsal.sentences import advice_sentence
from masstest.text import Translator

SCHEMA = "masstest.rehearsal/1"


def document(found: Rehearsal, t: Translator) -> dict[str, Any]:
    """The whole rehearsal; times of day as local ISO times, sentences in the language of `t`."""
    order, roster = found.plan.round, found.orders.course.roster
    return {
        "schema": SCHEMA,
        "round": {"district": order.district, "date": str(order.date), "number": order.number},
        "days": found.days,
        "seed": found.orders.seed,
        "breakdowns": [_breakdown(found, each) for each in found.orders.breakdowns],
        "holds": found.holds,
        "deadlines": [_deadline(found, each) for each in found.deadlines],
        "missed_share": _round(found.missed_share),
        "extra_trips_per_day": _round(found.extra_trips),
        "after_hours_trips_per_day": _round(found.after_hours_trips),
        "weakest": [
            _link(found, link) | {"advice": advice_sentence(link, found.plan, roster, t)}
            for link in weakest(found)
        ],
        "slack_prediction": [_slack(each) for each in found.slack],
        "forecast": None if found.forecast is None else asdict(found.forecast),
        "waits": [{k: _round(v) for k, v in asdict(wait).items()} for wait in found.waits],
        "links": [_link(found, link) for link in found.links],
        "spread": found.orders.spread.rows(),
    }


def weakest(found: Rehearsal, most: int = 12) -> list[Link]:
    """The links that are late on some day, those first that a missed deadline is due to."""
    return [link for link in found.links if link.late.share > 0][:most]


def write_tables(found: Rehearsal, folder: Path, t: Translator) -> tuple[Path, ...]:
    """Write rehearsal.json, links.csv and waits.csv into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "rehearsal.json"
    text = json.dumps(document(found, t), ensure_ascii=False, indent=1)
    whole.write_text(text + "\n", encoding="utf-8")
    roster = found.orders.course.roster
    links = [
        _flat(_link(found, link)) | {"advice": advice_sentence(link, found.plan, roster, t)}
        for link in found.links
    ]
    waits = [{k: _round(v) for k, v in asdict(wait).items()} for wait in found.waits]
    return (
        whole,
        *(
            _write_csv(folder / name, rows)
            for name, rows in (("links.csv", links), ("waits.csv", waits))
            if rows
        ),
    )


def _write_csv(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    # spreadsheets take a file with this mark for UTF-8, and Chinese stays Chinese
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _deadline(found: Rehearsal, each: DeadlineAnswer) -> dict[str, Any]:
    of_day = each.kind != "specimen_age"
    return {
        "kind": each.kind,
        "limit": _moment(found, each.limit_min, of_day),
        "planned": _moment(found, each.planned_min, of_day),
        "slack_min": _round(each.slack_min),
        "probability": _probability(each.holds),
        "in_time_share": _round(each.in_time_share, 6),
        "reached": _quantiles(found, each.figures, of_day),
        "advice": [
            {
                "parameter": advice.parameter,
                "margin_min": advice.margin_min,
                "links": advice.links,
                "holds_share": _round(advice.share, 4),
            }
            for advice in each.advice
        ],
    }


def _link(found: Rehearsal, link: Link) -> dict[str, Any]:
    of_day = link.kind != "run"
    return {
        "kind": link.kind,
        "subject": link.subject,
        "slack_min": _round(link.slack_min),
        "late_probability": _probability(link.late),
        "worst_share": _round(link.worst_share),
        "limit": _moment(found, link.limit_min, of_day),
        "planned": _moment(found, link.planned_min, of_day),
        "reached": _quantiles(found, link.figures, of_day),
        "advice_code": None if link.advice is None else link.advice.code,
        "advice_quantity": None if link.advice is None else link.advice.quantity,
    }


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{inner}": each for inner, each in value.items()}
        elif name == "reached":
            flat |= {f"reached_{inner}": "" for inner in ("p10", "p50", "p90")}
        else:
            flat[name] = value
    return flat


def _slack(each: SlackPrediction) -> dict[str, Any]:
    return asdict(each) | {"auc": _round(each.auc), "correlation": _round(each.correlation)}


def _breakdown(found: Rehearsal, each: Breakdown) -> dict[str, Any]:
    until = None if math.isinf(each.until_min) else each.until_min
    return {
        "kind": each.kind,
        "subject": each.subject,
        "from": _moment(found, each.from_min, True),
        "until": _moment(found, until, True),
        "pace": each.pace,
    }


def _probability(share: Probability) -> dict[str, Any]:
    return {name: _round(value, 4) for name, value in asdict(share).items()}


def _quantiles(found: Rehearsal, each: Quantiles | None, of_day: bool) -> dict[str, Any] | None:
    if each is None:
        return None
    return {name: _moment(found, value, of_day) for name, value in asdict(each).items()}


def _moment(found: Rehearsal, minutes: float | None, of_day: bool) -> str | float | None:
    """A time of day as ISO time, rounded up to the minute; a duration in minutes."""
    if minutes is None or not of_day:
        return None if minutes is None else round(minutes, 3)
    whole = math.ceil(minutes - 1e-6)
    return iso(whole, found.plan.round.date)


def _round(value: Any, digits: int = 3) -> Any:
    return round(value, digits) if isinstance(value, float) else value
