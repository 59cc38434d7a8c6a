"""Which part of each laboratory each district of a city gets: a mixed-integer flow model.

Sets: districts d, laboratories l in reach of d, steps i of cover. Variables: `rate`, whole tubes
an hour that d gets of l (its part of the day's limit is in proportion); `tubes` and `keys`,
expected tubes and key-group tubes that d has l start in time; `used`, whether d gets anything of
l. See ``docs/formulation.md``, chapter "City".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from masstest.domain.city import DistrictNeed, Share
from masstest.domain.roster import Lab

Pair = tuple[str, str]
"""(district, lab_id)"""


class Step(NamedTuple):
    """Cover up to `upto` times the need is worth `value_min` minutes of driving per tube."""

    upto: float
    value_min: float


# Worth most where most is missing, so that what is missing is spread over the districts. Beyond
# the need, cover is a reserve against what an estimate cannot know, worth less of a detour the
# more there is.
STEPS = (
    *(Step(0.5 + 0.05 * i, 4000 * 0.8**i) for i in range(11)),
    *(Step(1.05 + 0.05 * i, 100 * 0.8**i) for i in range(12)),
)
KEY_WEIGHT = 2.0  # of a key-group tube, beside another
OPENING_MIN = 2_000.0  # one district more at a laboratory: a destination more for its vehicles
_LEAST_RATE = 20  # tubes/h: a smaller share is not worth a vehicle's way
_GAP = 1e-3


class Bounds(NamedTuple):
    """The least and the most that a district may get of a laboratory, tubes an hour."""

    least: int
    most: int


@dataclass(frozen=True)
class Allocation:
    """Shares by district and laboratory, with the objective's terms and its proven bound."""

    shares: Mapping[str, Mapping[str, Share]]
    terms: Mapping[str, float]
    bound: float


def share_laboratories(
    labs: Mapping[str, Lab],
    needs: Sequence[DistrictNeed],
    bounds: Mapping[Pair, Bounds] | None = None,
    *,
    seconds: float = 20.0,
) -> Allocation:
    """Share every laboratory out among the districts that can reach it.

    Parameters
    ----------
    labs : lab_id -> the laboratory with its whole capacity
    needs : what each district expects, and what it can reach
    bounds : where a district's share is not free; the sum of the least must fit
    seconds : limit of the search, which ends in tenths of a second for 32 districts

    Returns
    -------
    Allocation
        Over the districts, the shares of a laboratory add up to at most what it has. What the
        model leaves over is handed out as well, in proportion.
    """
    model = _Model(labs, needs, bounds or {})
    for need in needs:
        model.cover(need)
    model.capacity()
    result = mathopt.solve(
        model.mip,
        mathopt.SolverType.HIGHS,
        params=_parameters(seconds),
    )
    if not result.has_primal_feasible_solution():
        raise RuntimeError(f"no allocation found: {result.termination.reason}")
    rates = {pair: round(result.variable_values(rate)) for pair, rate in model.rate.items()}
    _hand_out(rates, labs, model.most)
    shares: dict[str, dict[str, Share]] = {need.district: {} for need in needs}
    for (district, lab_id), rate in rates.items():
        if rate:
            shares[district][lab_id] = share_of(labs[lab_id], rate)
    values = result.variable_values()
    terms = {
        name: mathopt.evaluate_expression(mathopt.fast_sum(parts), values)
        for name, parts in model.terms.items()
    }
    return Allocation(shares, terms, result.termination.objective_bounds.dual_bound)


def _parameters(seconds: float) -> mathopt.SolveParameters:
    highs = highs_pb2.HighsOptionsProto()
    highs.string_options["parallel"] = "off"  # the same shares each time
    highs.double_options["mip_rel_gap"] = _GAP
    return mathopt.SolveParameters(time_limit=timedelta(seconds=seconds), highs=highs)


def share_of(lab: Lab, tubes_per_hour: int) -> Share:
    """A part of a laboratory: so much of its hour, and as much of its day, rounded down."""
    limit = lab.tubes_per_day
    return Share(
        tubes_per_hour=tubes_per_hour,
        tubes_per_day=None if limit is None else limit * tubes_per_hour // lab.tubes_per_hour,
    )


class _Model:
    """The model under construction, and what its variables are about."""

    def __init__(
        self,
        labs: Mapping[str, Lab],
        needs: Sequence[DistrictNeed],
        bounds: Mapping[Pair, Bounds],
    ) -> None:
        self.mip = mathopt.Model(name="laboratory shares")
        self._labs = labs
        self.rate: dict[Pair, Any] = {}
        self.most: dict[Pair, int] = {}
        self._tubes: dict[Pair, Any] = {}
        self._keys: dict[Pair, Any] = {}
        self.terms: dict[str, list[Any]] = {"drive": [], "opened": [], "uncovered": [], "thin": []}
        for need in needs:
            for lab_id in need.reach:
                self._pair(need, labs[lab_id], bounds.get((need.district, lab_id)))

    def _pair(self, need: DistrictNeed, lab: Lab, bound: Bounds | None) -> None:
        pair, reach, mip = (need.district, lab.lab_id), need.reach[lab.lab_id], self.mip
        low, high = bound or Bounds(0, lab.tubes_per_hour)
        rate = mip.add_integer_variable(lb=low, ub=high)
        self.rate[pair], self.most[pair] = rate, high
        tubes, keys = mip.add_variable(lb=0), mip.add_variable(lb=0)
        self._tubes[pair], self._keys[pair] = tubes, keys
        mip.add_linear_constraint(tubes <= reach.hours * rate)
        mip.add_linear_constraint(keys <= reach.key_hours * rate)
        mip.add_linear_constraint(keys <= tubes)
        if lab.tubes_per_day is not None:
            mip.add_linear_constraint(tubes <= lab.tubes_per_day / lab.tubes_per_hour * rate)
        self.terms["drive"].append(
            reach.drive_min * tubes + (KEY_WEIGHT - 1) * reach.drive_min * keys
        )
        if bound is None:
            used = mip.add_binary_variable()
            mip.add_linear_constraint(rate <= lab.tubes_per_hour * used)
            mip.add_linear_constraint(rate >= min(_LEAST_RATE, lab.tubes_per_hour) * used)
            self.terms["opened"].append(OPENING_MIN * used)

    def cover(self, need: DistrictNeed) -> None:
        """Each kind of tubes is covered as far as possible: first everywhere the first half."""
        every = list(need.reach)
        sealed = [lab_id for lab_id in every if need.reach[lab_id].sealed_ok]
        for amount, weight, flow, labs in (
            (need.tubes, 1.0, self._tubes, every),
            (need.key_tubes, KEY_WEIGHT, self._keys, every),
            (need.sealed_tubes, KEY_WEIGHT, self._tubes, sealed),
        ):
            before, covered = 0.0, []
            for step in STEPS:
                width = (step.upto - before) * amount
                part = self.mip.add_variable(lb=0, ub=width)
                missing = weight * step.value_min * (width - part)
                self.terms["uncovered" if step.upto < 1.01 else "thin"].append(missing)
                covered.append(part)
                before = step.upto
            started = mathopt.fast_sum(flow[need.district, lab_id] for lab_id in labs)
            self.mip.add_linear_constraint(mathopt.fast_sum(covered) <= started)

    def capacity(self) -> None:
        """Shares of a laboratory add up to no more than it has; the objective is complete."""
        for lab_id, lab in self._labs.items():
            rates = [rate for (_, own), rate in self.rate.items() if own == lab_id]
            if rates:
                self.mip.add_linear_constraint(mathopt.fast_sum(rates) <= lab.tubes_per_hour)
        self.mip.minimize(mathopt.fast_sum(p for parts in self.terms.values() for p in parts))


def _hand_out(rates: dict[Pair, int], labs: Mapping[str, Lab], most: Mapping[Pair, int]) -> None:
    """Give what is left of each laboratory to those who have a part of it, in proportion.

    Nobody gets more than `most`; what one cannot take goes to the others.
    """
    for lab_id, lab in labs.items():
        own = [pair for pair in rates if pair[1] == lab_id]
        while True:
            left = lab.tubes_per_hour - sum(rates[pair] for pair in own)
            open_to = {pair: rates[pair] for pair in own if 0 < rates[pair] < most[pair]}
            if left <= 0 or not open_to:
                break
            total = sum(open_to.values())
            for pair in sorted(open_to, key=lambda pair: (-open_to[pair], pair)):
                # rounded up, so that the last tube finds somebody as well
                part = min(-(-left * open_to[pair] // total), most[pair] - rates[pair])
                rates[pair] += min(part, lab.tubes_per_hour - sum(rates[p] for p in own))
