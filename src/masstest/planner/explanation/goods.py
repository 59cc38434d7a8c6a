"""How much of an item there is, where it goes, and how many vehicles of a kind are in use."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.domain.roster import VehicleKind
from masstest.planner.explanation.facts import (
    Section,
    Subject,
    SubjectKind,
    amount,
    said,
)
from masstest.planner.explanation.resources import fleet
from masstest.planner.explanation.situation import Situation


def explain_item(case: Situation, item: str) -> Iterator[Section]:
    """Stock, what is sent, and who gets the most."""
    about = Subject(kind=SubjectKind.item, id=item)
    row = next(row for row in case.roster.supplies if row.item == item)
    sent = [supply for supply in case.plan.supplies if supply.item == item]
    total = sum(supply.quantity for supply in sent)
    statements = [
        said(
            "use_stock",
            item=about,
            used=amount(total, row.unit),
            there=amount(row.stock, row.unit),
            left=amount(row.stock - total, row.unit),
        )
    ]
    if sent:
        most = max(sent, key=lambda supply: supply.quantity)
        kind = SubjectKind.site if most.site_id is not None else SubjectKind.team
        statements.append(
            said(
                "item_most",
                place=Subject(kind=kind, id=most.site_id or most.team_id or ""),
                quantity=amount(most.quantity, row.unit),
            )
        )
    yield Section(name="subject", about=about, statements=tuple(statements))


def explain_fleet(case: Situation, kind: VehicleKind) -> Iterator[Section]:
    """Vehicles of a kind: used and there."""
    about = Subject(kind=SubjectKind.vehicle, id=kind.value)
    yield Section(name="subject", about=about, statements=tuple(fleet(case, kind)))
