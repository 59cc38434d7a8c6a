"""Who goes where, added up by compound and site; and the last resort for who goes nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from masstest.domain.roster import Roster
from masstest.domain.travel import Floats, Ints
from masstest.solver.location.appointments import Visit
from masstest.solver.location.network import Customer, Network, minutes_of
from masstest.solver.location.pour import pour

_EPS_MIN = 1e-6


class Tally:
    """Persons and key persons of each compound at each site of one zone group."""

    def __init__(self, network: Network) -> None:
        self.network = network
        # (compound_id, site) -> [a customer of the compound, persons, key persons]
        self._counts: dict[tuple[str, int], list[int]] = {}

    def add(self, customer: int, site: int, persons: int, key: int) -> None:
        """Send `persons` of a customer, `key` of them key persons, to a site."""
        if persons > 0:
            compound_id = self.network.customers[customer].compound.compound_id
            counts = self._counts.setdefault((compound_id, site), [customer, 0, 0])
            counts[1] += persons
            counts[2] += key

    @property
    def sites(self) -> list[int]:
        """Indices of the sites that somebody goes to."""
        return sorted({site for _, site in self._counts})

    def visits(self) -> tuple[Visit, ...]:
        """One visit per compound and site."""
        network = self.network
        return tuple(
            Visit(
                network.customers[customer].compound,
                network.sites[site].site_id,
                persons,
                key,
                int(network.walk_m[customer, site]),
            )
            for (_, site), (customer, persons, key) in self._counts.items()
            if persons > 0
        )

    def pour(
        self, roster: Roster, left: Ints, missing: Sequence[tuple[int, int]], room_min: Floats
    ) -> None:
        """Send people who are left out to wherever there is room among their candidates.

        Key persons for whom there is none take the place of others.

        Parameters
        ----------
        left : customers
        missing : persons and key persons left out of each of them
        room_min : (sites,) free lane-minutes
        """
        siting = self.network.siting
        people = [
            self.network.customers[i]._replace(persons=persons, key=key)
            for i, (persons, key) in zip(left, missing, strict=True)
        ]
        reach = {n: siting.pair_site[siting.pair_customer == i] for n, i in enumerate(left)}
        limit = np.array([roster.walking_limit_m(c.compound) for c in people])
        walk = self.network.walk_m[left].astype(float)
        metres = walk + siting.over_cost * np.maximum(walk - limit[:, None], 0.0)
        key_left = [person.key for person in people]
        for part in pour(roster, people, reach, metres, np.maximum(room_min, 0.0)):
            self.add(int(left[part.customer]), part.site, part.persons, part.key)
            key_left[part.customer] -= part.key
        for number, customer in enumerate(left):
            for site in reach[number]:
                if key_left[number] == 0:
                    break
                taken = self._displace(roster, people[number], int(site), key_left[number])
                self.add(int(customer), int(site), taken, taken)
                key_left[number] -= taken

    def _displace(self, roster: Roster, customer: Customer, site: int, wanted: int) -> int:
        """Leave others out at `site`, the farthest first, for up to `wanted` key persons.

        Returns
        -------
        int
            How many key persons there is time for.
        """
        key_min = minutes_of(roster, customer.compound, 1, 1)
        here = [counts for (_, at), counts in self._counts.items() if at == site]
        here.sort(key=lambda counts: -self.network.walk_m[counts[0], site])
        freed = 0.0
        for counts in here:
            other_min = minutes_of(roster, self.network.customers[counts[0]].compound, 1, 0)
            lacking = int(np.ceil((wanted * key_min - freed - _EPS_MIN) / other_min))
            leaving = min(max(lacking, 0), counts[1] - counts[2])
            counts[1] -= leaving
            freed += leaving * other_min
        return min(wanted, int((freed + _EPS_MIN) / key_min))
