"""Re-planning in the day on its page."""

from __future__ import annotations

import re
from collections.abc import Callable

from live_proposals import day_under_way
from live_round import sent
from masstest.access.roles import Role
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.service.live.ledger.recording import record
from masstest.store.engine import Store
from service_cases import Person
from web_site import Visitor, told


def address_of(page: str, deed: str) -> str:
    found = re.search(rf'action="(/proposals/[0-9a-f]+/{deed})"', page)
    assert found is not None
    return found[1]


def test_asked_for_accepted_and_confirmed(
    visitor: Callable[..., Visitor], store: Store, people: dict[Role, Person]
) -> None:
    coordinator = visitor(Role.coordinator)
    case = day_under_way(store, people[Role.coordinator])
    url = f"/rounds/{case.round_id}/proposals"
    box = {"box_id": "B1", "seal": "F1", "tubes_counted": 12}
    record(
        store,
        people[Role.coordinator].actor,
        case.round_id,
        [
            sent("box_sealed", "07:50", **box, source="P1", tubes_scanned=12),
            sent("box_delivered", "08:40", **box, vehicle_id="V1", lab_id="L1"),
        ],
    )
    assert "Nothing has been proposed" in told(coordinator.open(url))
    asked = coordinator.send(url, lab="L1", lead_min="10", weather="yes", note="power cut")
    assert (asked.status_code, asked.headers["location"]) == (303, url)
    waiting = coordinator.open(url)
    assert "being worked out" in told(waiting)
    look = re.search(r"proposals/now\?seen=([0-9a-f]+)", waiting.text)
    assert look is not None
    assert coordinator.open(f"{url}/now?seen={look[1]}").status_code == 204
    run_waiting_jobs(store)

    shown = coordinator.open(f"{url}/now?seen={look[1]}")
    text = told(shown)
    assert "Lost: laboratory L1. Closed by the weather." in text
    assert "As reported at 08:55; changes from 09:05 on. power cut" in text
    assert "2 specimen runs are different" in text
    assert "L2 09:" in text, "where the runs go now"
    assert "1 boxes with 12 tubes lie at L1 and are in no batch" in text
    assert re.search(r"Ring: [^.]*Lab", text)
    viewer = visitor(Role.viewer).open(url)
    assert "Ring the laboratory's reception and the transport lead." in told(viewer)
    assert "Accept" not in told(viewer)
    assert "Ask for a change" not in told(viewer)
    done = coordinator.send(address_of(shown.text, "acceptance"), version="1")
    assert (done.status_code, done.headers["location"]) == (303, url)
    text = told(coordinator.open(url))
    assert "accepted" in text
    assert "1 of 1 crews haven't confirmed their changed runs yet." in text
    record(
        store,
        people[Role.driver].actor,
        case.round_id,
        [
            sent("run_confirmed", "09:00", vehicle_id="V1", run_id=run_id, publication=2)
            for run_id in ("R1", "R2")
        ],
    )
    assert "All 1 crews have confirmed" in told(coordinator.open(url))


def test_rejected_in_chinese(
    visitor: Callable[..., Visitor], store: Store, people: dict[Role, Person]
) -> None:
    coordinator = visitor(Role.coordinator, "zh")
    case = day_under_way(store, people[Role.coordinator])
    url = f"/rounds/{case.round_id}/proposals"
    coordinator.send(url)
    run_waiting_jobs(store)
    shown = coordinator.open(url)
    assert "无需调整" in told(shown)
    coordinator.send(address_of(shown.text, "rejection"), version="1")
    assert "已否决" in told(coordinator.open(url))


def test_a_wrong_number_of_minutes_is_refused(
    visitor: Callable[..., Visitor], store: Store, people: dict[Role, Person]
) -> None:
    coordinator = visitor(Role.coordinator)
    case = day_under_way(store, people[Role.coordinator])
    assert coordinator.send(f"/rounds/{case.round_id}/proposals", lead_min="ten").status_code == 400
