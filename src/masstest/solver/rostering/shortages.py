"""What rostering falls short of, and how many people more would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from masstest.domain.outcome import Remedy, RemedyCode, Shortage
from masstest.domain.plan import DoorstepTeam
from masstest.domain.roster import Role
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.stations import team_posts
from masstest.solver.rostering.workforce import Workforce


def add_staff(rule: str, role: Role, people: int) -> Remedy:
    return Remedy(
        code=RemedyCode.add_staff, rule=rule, subject=role.value, quantity=people, unit="persons"
    )


def cover_shortages(
    missing_min: Mapping[Role, int], empty_posts: Mapping[Role, int]
) -> Iterator[Shortage]:
    """`role_cover`: role-minutes without a person, by role; a person for every empty post."""
    for role in Role:
        if missing_min.get(role, 0) > 0:
            yield Shortage(
                rule="role_cover",
                subject=role.value,
                amount=missing_min[role],
                unit="min",
                remedies=(add_staff("role_cover", role, max(1, empty_posts.get(role, 0))),),
            )


def crew_shortages(empty_posts: Mapping[Role, int]) -> Iterator[Shortage]:
    """`crew_of_two`: drivers and couriers who are missing in vehicles' shifts."""
    for role in (Role.driver, Role.courier):
        if people := empty_posts.get(role, 0):
            yield Shortage(
                rule="crew_of_two",
                subject=role.value,
                amount=people,
                unit="persons",
                remedies=(add_staff("crew_of_two", role, people),),
            )


def team_shortages(
    workforce: Workforce, teams: Sequence[DoorstepTeam], on_duty: Collection[int]
) -> Iterator[Shortage]:
    """`doorstep_coverage`: teams that stay away for want of a pair.

    Those of the pair who are idle need not be added: each of them counts for one team.
    """
    idle = [person for person in range(len(workforce)) if person not in on_duty]
    for team in teams:
        lacking: Counter[Role] = Counter()
        for post in team_posts(workforce.roster, team):
            able = [may_have(workforce, post.day_as(role)) for role in post.roles]
            # who can only register comes last among the roles: keep samplers for sampling
            helper = next((p for mask in reversed(able) for p in idle if mask[p]), None)
            if helper is None:
                lacking[Role.doorstep] += 1
            else:
                idle.remove(helper)
        yield Shortage(
            rule="doorstep_coverage",
            subject=team.team_id,
            amount=sum(stop.persons for stop in team.stops),
            unit="persons",
            remedies=(add_staff("doorstep_coverage", Role.doorstep, max(1, lacking.total())),),
        )
