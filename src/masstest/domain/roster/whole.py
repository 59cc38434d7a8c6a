"""The roster as a whole: its rows by id, and what follows from several of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from masstest.domain.parameters import Parameters
from masstest.domain.roster.labs import Lab
from masstest.domain.roster.people import Official, Staff
from masstest.domain.roster.places import Compound, CompoundKind, Previous, Setting, Site
from masstest.domain.roster.round import Round, Scope
from masstest.domain.roster.supplies import SupplyItem
from masstest.domain.roster.vehicles import Vehicle
from masstest.domain.units import DAY_MIN, Model, read_dated


class Demand(NamedTuple):
    """Persons of one compound to be sampled this round; key persons are part of the totals."""

    walking: int
    walking_key: int
    doorstep: int
    doorstep_key: int


class Roster(Model):
    """Everything known in the evening before a round."""

    round: Round
    parameters: Parameters = Parameters()
    compounds: tuple[Compound, ...]
    sites: tuple[Site, ...]
    staff: tuple[Staff, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    labs: tuple[Lab, ...] = ()
    supplies: tuple[SupplyItem, ...] = ()
    officials: tuple[Official, ...] = ()
    previous: tuple[Previous, ...] = ()

    @cached_property
    def compound(self) -> Mapping[str, Compound]:
        return {c.compound_id: c for c in self.compounds}

    @cached_property
    def site(self) -> Mapping[str, Site]:
        return {s.site_id: s for s in self.sites}

    @cached_property
    def person(self) -> Mapping[str, Staff]:
        return {s.staff_id: s for s in self.staff}

    @cached_property
    def vehicle(self) -> Mapping[str, Vehicle]:
        return {v.vehicle_id: v for v in self.vehicles}

    @cached_property
    def lab(self) -> Mapping[str, Lab]:
        return {lab.lab_id: lab for lab in self.labs}

    @cached_property
    def previous_sites(self) -> Mapping[str, frozenset[str]]:
        """compound_id -> the sites its people went to last time."""
        places: dict[str, set[str]] = {}
        for row in self.previous:
            places.setdefault(row.compound_id, set()).add(row.site_id)
        return {compound_id: frozenset(sites) for compound_id, sites in places.items()}

    def in_scope(self, compound: Compound) -> bool:
        if self.round.scope is not Scope.key_area:
            return True
        names = {compound.street, compound.community, compound.compound_id}
        return not names.isdisjoint(self.round.areas)

    def demand(self, compound: Compound) -> Demand:
        """Who of `compound` is sampled this round, and how (see the contract's scopes)."""
        if not self.in_scope(compound):
            return Demand(0, 0, 0, 0)
        key = compound.key_population
        everybody, homebound = compound.population, compound.homebound
        if self.round.scope is Scope.key_groups:
            everybody, homebound = key, 0
        if compound.sampled_on_the_spot:
            return Demand(0, 0, everybody, key)
        return Demand(everybody - homebound, key, homebound, 0)

    def pool_size(self, compound: Compound, *, key: bool = False) -> int:
        """Persons per tube: the compound's own, else by kind, else for key groups, else by zone."""
        if compound.pool_size is not None:
            return compound.pool_size
        if compound.kind is CompoundKind.isolation:
            return self.parameters.pool_size_isolation
        if key and self.parameters.key_pool_size is not None:
            return self.parameters.key_pool_size
        by_zone: int = getattr(self.parameters, f"pool_size_{compound.zone.value}")
        return by_zone

    def walking_limit_m(self, compound: Compound) -> float:
        if compound.setting is Setting.urban:
            return self.parameters.walking_limit_urban_m
        return self.parameters.walking_limit_rural_m

    def lane_rate(self, site_id: str, pool_size: int) -> float:
        """Persons an hour and lane at a site; one that isn't known keeps the usual pace."""
        site = self.site.get(site_id)
        usual = self.parameters.lane_rate(pool_size)
        return usual if site is None else usual * site.pace

    @property
    def finish_target(self) -> int:
        """When a point must be done (`Minute`): the deadline less the planning margin."""
        return self.round.sampling_deadline - self.parameters.finish_margin_min

    def finish_at_ease(self, open_from: int) -> int:
        """When a point that opens then should be done (`Minute`): with a reserve.

        A day that goes slower than planned makes a point late in proportion to its hours, so
        the reserve is a share of the time until the deadline; the planning margin is part of it.
        """
        hours_min = max(0, self.round.sampling_deadline - open_from)
        reserve_min = math.ceil(self.parameters.finish_reserve_share * hours_min - 1e-9)
        return min(self.finish_target, self.round.sampling_deadline - reserve_min)

    @property
    def key_result_target(self) -> int:
        """When key groups' results should be there (`Minute`): with the margin."""
        return self.round.key_result_deadline - self.parameters.key_result_margin_min

    @property
    def result_target(self) -> int:
        """When all results should be there (`Minute`): with the margin."""
        return self.round.result_deadline - self.parameters.result_margin_min

    @property
    def specimen_age_target_min(self) -> int:
        """How old a specimen should be at its reception at most: with the margin."""
        limit_min = self.parameters.specimen_age_max_min
        return max(0, limit_min - self.parameters.specimen_age_margin_min)

    @property
    def doorstep_deadline(self) -> int:
        """When a doorstep stop must be over (`Minute`)."""
        own = self.parameters.doorstep_deadline
        return self.round.sampling_deadline if own is None else own

    @property
    def doorstep_target(self) -> int:
        """When a doorstep team should have made its last stop (`Minute`): with the margin."""
        target = self.doorstep_deadline - self.parameters.doorstep_margin_min
        return max(target, min(self.round.sampling_start, self.doorstep_deadline))

    @property
    def lab_day(self) -> tuple[int, int]:
        """The 24 hours (`Minute`s) in which a lab's `tubes_per_day` counts."""
        return self.round.sampling_start, self.round.sampling_start + DAY_MIN

    def to_json(self) -> str:
        """The roster as JSON text, times as local ISO times, places in WGS-84."""
        return self.model_dump_json(by_alias=True, context={"date": self.round.date})

    @classmethod
    def from_json(cls, text: str | bytes) -> Roster:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If it is not JSON, has no round date, or does not fit the schema.
        """
        raw, context = read_dated(text, "roster")
        return cls.model_validate(raw, context=context)


ROW_TYPES: Mapping[str, type[Model]] = {
    "compounds": Compound,
    "sites": Site,
    "staff": Staff,
    "vehicles": Vehicle,
    "labs": Lab,
    "supplies": SupplyItem,
    "officials": Official,
    "previous": Previous,
}
"""Field of `Roster`, and name of a sheet -> what its rows are."""
