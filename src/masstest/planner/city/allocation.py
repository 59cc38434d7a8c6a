"""Which shares of the laboratories the districts get, before and after plans are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from masstest.domain.city import DistrictNeed, DistrictRecord, Shares
from masstest.domain.roster import Lab
from masstest.solver.laboratory_shares import (
    Bounds,
    Pair,
    share_laboratories,
)

# A district that is planned again gets more than it says it lacks: its estimate is of the plan
# it has, and a search wants some room.
_MORE = 1.25
_WORTH_TUBES_PER_HOUR = 5  # less is not worth planning a district again


@dataclass(frozen=True)
class Round:
    """What allocating needs to know: all laboratories, all needs, and the plans there are."""

    labs: Mapping[str, Lab]
    needs: Mapping[str, DistrictNeed]
    records: Mapping[str, DistrictRecord]


@dataclass(frozen=True)
class Sharing:
    """Shares by district; `again` are the districts that are to be planned again with them."""

    shares: Mapping[str, Shares]
    terms: Mapping[str, float]
    bound: float
    again: tuple[str, ...] = ()


def first_allocation(city: Round) -> Sharing:
    """Shares by what is to be expected; districts that have a plan keep what it uses."""
    bounds = _own_laboratories(city)
    for district, record in city.records.items():
        bounds |= _as_it_is(city, district, record)
    found = share_laboratories(city.labs, list(city.needs.values()), bounds)
    return Sharing(found.shares, found.terms, found.bound)


def second_allocation(city: Round) -> Sharing | None:
    """More for districts that are short, out of what others can spare.

    A district that is short keeps at least what it has; one that is not keeps at least what its
    plan needs, and gets no more. A district without a plan keeps its shares for another try.
    None if there is nobody to plan again.
    """
    failed = [d for d, record in city.records.items() if not record.has_plan]
    short = [d for d, record in city.records.items() if record.needs_more > 0]
    if len(city.records) < len(city.needs) or not (failed or short):
        return None
    bounds = _own_laboratories(city)
    needs = []
    for district, need in city.needs.items():
        record = city.records[district]
        needs.append(_grown(need, record) if district in short else need)
        now = _as_it_is(city, district, record)
        if district in short:
            bounds |= {
                p: Bounds(rate, city.labs[p[1]].tubes_per_hour) for p, (rate, _) in now.items()
            }
        elif district in failed:
            bounds |= now
        else:
            bounds |= {
                p: Bounds(min(record.least.get(p[1], 0), rate), rate)
                for p, (rate, _) in now.items()
            }
    found = share_laboratories(city.labs, needs, bounds)
    before = {district: record.shares for district, record in city.records.items()}
    growing = [
        d for d in short if _total(found.shares[d]) >= _total(before[d]) + _WORTH_TUBES_PER_HOUR
    ]
    again = (*failed, *growing)
    if not again:
        return None
    # who gets nothing worth having keeps what it has, and nobody gives for nothing
    shares = {d: before[d] if d in short and d not in growing else found.shares[d] for d in before}
    if not growing:
        shares = before
    return Sharing(shares, found.terms, found.bound, again)


def _as_it_is(city: Round, district: str, record: DistrictRecord) -> dict[Pair, Bounds]:
    return {
        (district, lab_id): Bounds(_rate(record, lab_id), _rate(record, lab_id))
        for lab_id in city.needs[district].reach
    }


def _grown(need: DistrictNeed, record: DistrictRecord) -> DistrictNeed:
    """`need`, as much more as the district's laboratories turned out to be too slow."""
    times = 1 + _MORE * record.needs_more / max(1, _total(record.shares))
    return replace(
        need,
        tubes=need.tubes * times,
        key_tubes=need.key_tubes * times,
        sealed_tubes=need.sealed_tubes * times,
    )


def _own_laboratories(city: Round) -> dict[Pair, Bounds]:
    """A laboratory that one district alone can reach is wholly that district's."""
    users: dict[str, list[str]] = {}
    for district, need in city.needs.items():
        for lab_id in need.reach:
            users.setdefault(lab_id, []).append(district)
    return {
        (districts[0], lab_id): Bounds(
            city.labs[lab_id].tubes_per_hour, city.labs[lab_id].tubes_per_hour
        )
        for lab_id, districts in users.items()
        if len(districts) == 1
    }


def _rate(record: DistrictRecord, lab_id: str) -> int:
    share = record.shares.get(lab_id)
    return 0 if share is None else share.tubes_per_hour


def _total(shares: Shares) -> int:
    return sum(share.tubes_per_hour for share in shares.values())
