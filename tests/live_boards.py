"""A round with a day that is played in it, for tests of the board's pages."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

from masstest.access.roles import Role
from masstest.live.events import Event
from masstest.rehearsal.script import scripted_day
from masstest.service.live.ledger.recording import record
from masstest.service.live.ledger.wire import SentEvent, sent_form
from masstest.store.engine import Store
from masstest.travel import straight_line
from plans_in_force import put_in_force
from service_cases import Case, Person, make_case
from valid_plan import valid_plan, valid_roster

_AT_ONCE = 2000


def round_in_force(store: Store) -> Case:
    """The round worked out by hand: points P1 and P2, teams T1 and T2, laboratory L1."""
    roster = valid_roster()
    case = make_case(store, roster, valid_plan(roster))
    put_in_force(store, case.round_id, case.plan_id)
    return case


@cache
def _whole_day() -> tuple[Event, ...]:
    roster = valid_roster()
    script = scripted_day(valid_plan(roster), roster, 1, travel=straight_line(roster))
    return tuple(script.events)


def play(store: Store, people: dict[Role, Person], case: Case, until_min: float) -> int:
    """Have everything reported that happens until a minute of the day; how many reports."""
    day = valid_plan(valid_roster()).round
    events = [event for event in _whole_day() if event.at_min <= until_min]
    zone = ZoneInfo(day.timezone)
    told = [SentEvent.model_validate(sent_form(event, day.date, zone)) for event in events]
    for begin in range(0, len(told), _AT_ONCE):
        actor = people[Role.coordinator].actor
        record(store, actor, case.round_id, told[begin : begin + _AT_ONCE])
    return len(told)
