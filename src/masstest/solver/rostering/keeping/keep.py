"""Who keeps which duties of an earlier plan, and what is lost with those who can't."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from masstest.domain.plan import Duty
from masstest.solver.rostering.keeping.crews import seats
from masstest.solver.rostering.keeping.scene import Scene, is_crew
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.workforce import Day, Task, Workforce, day_of


@dataclass
class Kept:
    """What stays of the earlier duties.

    Attributes
    ----------
    days : row of a person -> the tasks that the person keeps
    lost : tasks at points that are still needed, by the day of whoever had them
    freed : rows of people who had duties and keep none
    """

    days: dict[int, Day] = field(default_factory=dict)
    lost: list[Day] = field(default_factory=list)
    freed: set[int] = field(default_factory=set)


def keep_duties(workforce: Workforce, scene: Scene, duties: Sequence[Duty], freeze: int) -> Kept:
    """Give everybody as much of their earlier day as the rules allow.

    What has begun by `freeze` stays with its person as long as the person's hours allow it;
    it is never handed to somebody else.
    """
    kept = Kept()
    aboard = {id(seat.duty): seat.choices for seat in seats(scene, duties, freeze)}
    by_person: dict[str, list[Duty]] = defaultdict(list)
    for duty in sorted(duties, key=lambda duty: (duty.start, duty.end)):
        by_person[duty.staff_id].append(duty)
    for staff_id, own in by_person.items():
        person = workforce.index.get(staff_id)
        if person is None:
            kept.lost += _still_needed(scene, own, (), freeze)
            continue
        day = next(
            (d for d in _days(scene, own, aboard) if d and may_have(workforce, d)[person]), ()
        )
        if not day:
            day = _begun_part(workforce, person, scene, own, aboard, freeze)
        if day:
            kept.days[person] = day
        else:
            kept.freed.add(person)
        kept.lost += _still_needed(scene, own, day, freeze)
    return kept


def _days(
    scene: Scene, duties: Sequence[Duty], aboard: Mapping[int, Sequence[Task]]
) -> Iterator[Day]:
    """What the duties of one person can become, the best first."""
    points: list[Task] = []
    teams: dict[str, list[Duty]] = defaultdict(list)
    choices: list[Sequence[Task]] = []
    for duty in duties:
        if is_crew(duty):
            if aboard[id(duty)]:
                choices.append(aboard[id(duty)])
        elif duty.at in scene.team_day:
            teams[duty.at].append(duty)
        elif (task := scene.at_point(duty)) is not None:
            points.append(task)
    for own in teams.values():
        points += scene.in_team(own)
    for chosen in product(*choices):
        yield day_of([*points, *chosen])


def _begun_part(
    workforce: Workforce,
    person: int,
    scene: Scene,
    duties: Sequence[Duty],
    aboard: Mapping[int, Sequence[Task]],
    freeze: int,
) -> Day:
    """Of a day that the person can't have: what has begun, within the person's hours."""
    staff = workforce.staff[person]
    for whole in _days(scene, duties, aboard):
        begun = [
            task._replace(end=min(task.end, max(staff.available_until, task.start)))
            for task in whole
            if task.start < freeze
        ]
        day = day_of(task for task in begun if task.start < task.end)
        if day and may_have(workforce, day)[person]:
            return day
    return ()


def _still_needed(scene: Scene, duties: Sequence[Duty], kept: Day, freeze: int) -> Iterator[Day]:
    """What somebody else must do from now on at points, by point and role.

    Crews' and teams' posts are found by what is empty in the end.
    """
    lost: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for duty in duties:
        task = None if is_crew(duty) else scene.at_point(duty)
        if task is None or task.at in scene.team_day:
            continue
        done_until = max(
            [k.end for k in kept if (k.at, k.role, k.lane) == (task.at, task.role, task.lane)
             and k.start == task.start],
            default=task.start,
        )  # fmt: skip
        start = max(done_until, freeze)
        if start < task.end:
            lost[task.at, task.role.value].append(task._replace(start=start))
    for tasks in lost.values():
        yield day_of(tasks)
