"""Phones send until they are acknowledged, and the verdict sees every kind of lie."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from typing import Any

import pytest

from fake_live_service import ROUND_ID, FakeService
from masstest.rehearsal.playing import Played, PlayRefused, Tokens, play
from masstest.rehearsal.playing.clock import PlayClock
from masstest.rehearsal.script import Channel, Faults, Phone, Script, scripted_day, sendings
from rehearsal_days import small_course

URL = "http://service"
ALL = Tokens({"*": "coordinator"})


@pytest.fixture(scope="module")
def script() -> Script:
    course = small_course()
    return scripted_day(course.plan, course.roster, 2, faults=Faults(wrong_counts=0.6))


def played(
    script: Script, service: FakeService, channel: Channel | None = None, **more: Any
) -> Played:
    sent = sendings(script, channel or Channel(), 3)
    more = {"tokens": ALL, "settling_s": 0.0, "patience_s": 20.0} | more
    return asyncio.run(play(script, sent, service.plan, URL, transport=service.transport, **more))


def wrong(result: Played) -> set[str]:
    return {check.kind for check in result.checks if not check.holds}


def test_a_played_day_ends_with_the_truth(script: Script) -> None:
    service = FakeService(small_course().plan)
    result = played(script, service, Channel(duplicates=0.2, late=0.2))
    assert result.holds, result.checks
    assert result.events == len(script.events) == len(service.kept)
    assert result.sent.outcomes["duplicate"] > 0
    assert {m.event_id for m in script.truth.mismatches} <= result.sent.held


def test_nothing_is_lost_when_the_service_fails_all_the_time(script: Script) -> None:
    service = FakeService(small_course().plan, failing=0.3)
    result = played(script, service)
    assert result.holds, result.checks
    assert result.traffic.retries > 5
    assert sorted(service.kept) == sorted(event.event_id for event in script.events)


def test_a_phone_waits_for_what_it_has_to_see_first(script: Script) -> None:
    service = FakeService(small_course().plan)
    played(script, service, Channel(duplicates=0.0, late=0.5, late_mean_min=60))
    place = {event_id: number for number, event_id in enumerate(service.kept)}
    waiting = [message for message in script.messages if message.after]
    assert waiting
    for message in waiting:
        assert all(place[each] < place[message.event.event_id] for each in message.after)


def test_events_that_are_never_sent_are_missed(script: Script) -> None:
    service = FakeService(small_course().plan)
    result = played(script, service, Channel(missing=0.3))
    assert result.missing > 0
    assert {"events_kept", "events_refused"}.isdisjoint(wrong(result))
    assert {"boxes_true", "figures_true"} & wrong(result)


def test_a_service_that_loses_an_event_is_found_out(script: Script) -> None:
    counts = [e for e in script.events if e.fact.kind == "doorstep_stop_done"]
    forgets = frozenset({counts[-1].event_id})
    result = played(script, FakeService(small_course().plan, forgets=forgets))
    assert wrong(result) == {"events_kept", "figures_true"}
    assert not result.holds


def test_a_service_that_lets_wrong_boxes_pass_is_found_out(script: Script) -> None:
    result = played(script, FakeService(small_course().plan, ignores_gate=True))
    assert wrong(result) == {"held"}


def test_a_box_that_never_was_is_found_out(script: Script) -> None:
    boxes = dict(script.truth.boxes)
    boxes.popitem()
    truth = dataclasses.replace(script.truth, boxes=boxes)
    result = played(Script(script.messages, truth), FakeService(small_course().plan))
    assert wrong(result) == {"boxes_accounted", "figures_true"}


def test_each_phone_uses_its_own_token(script: Script) -> None:
    service = FakeService(small_course().plan)
    tokens = Tokens({"*": "any", "office": "lead", "vehicle": "crews", "point/P1": "at-P1"})
    played(script, service, tokens=tokens)
    assert {"Bearer any", "Bearer lead", "Bearer crews", "Bearer at-P1"} == set(service.seen_tokens)
    assert tokens.of(Phone("point", "P2")) == "any"
    assert Tokens({}).of(Phone("lab", "L1")) is None


def test_a_wrong_token_ends_the_day_at_once(script: Script) -> None:
    service = FakeService(small_course().plan)
    with pytest.raises(PlayRefused) as refused:
        played(script, service, tokens=Tokens({"*": "wrong"}))
    assert refused.value.status == 401
    tokens = Tokens({"*": "any", "lab": "wrong"})
    with pytest.RaisesGroup(PlayRefused, flatten_subgroups=True):
        played(script, service, tokens=tokens, round_id=ROUND_ID)


def test_a_phone_gives_up_when_nobody_answers_for_too_long(script: Script) -> None:
    service = FakeService(small_course().plan, failing=1.0)
    with pytest.raises(PlayRefused) as refused:
        played(script, service, patience_s=0.3)
    assert refused.value.status == 0


def test_the_clock_runs_as_fast_as_asked() -> None:
    clock = PlayClock(480, 600)
    assert clock.wait_s(490) == pytest.approx(1.0, abs=0.1)
    assert clock.wait_s(470) == 0
    began = time.monotonic()
    asyncio.run(clock.until(481))
    assert 0.05 < time.monotonic() - began < 2
    assert clock.now_min >= 481
    assert PlayClock(480, 0).wait_s(1e6) == 0


def test_a_day_is_played_in_order_of_its_clock(script: Script) -> None:
    """At sixty thousand minutes a minute the day takes seconds, and nothing comes early."""
    service = FakeService(small_course().plan)
    result = played(script, service, Channel(0, 0, 0), speed=60_000.0)
    first, last = script.events[0].at_min, script.events[-1].at_min
    assert result.holds, result.checks
    assert result.wall_s >= (last - first) / 60_000 * 60
