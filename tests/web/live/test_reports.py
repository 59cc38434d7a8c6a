"""Pages of the day's reports: summary, eight in place, findings, learned rates."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from live_round import HANDED, SEALED, driver, point_lead, round_on, sent
from masstest.access.roles import Role
from masstest.service.live.ledger.recording import record
from masstest.store.engine import Store
from service_cases import Case
from web_site import Visitor, told
from workbook_structure import assert_sound


@pytest.fixture
def case(store: Store) -> Case:
    """A round on, in which S001 has opened, sampled 60 people and handed over a box."""
    found = round_on(store)
    lead = point_lead(store)
    reports = [
        sent("point_opened", "08:00", site_id="S001", lanes=2, place="S001"),
        sent("people_sampled", "08:30", site_id="S001", persons=60, place="S001"),
        sent("box_sealed", "08:40", place="S001", **SEALED),
    ]
    record(store, lead.actor, found.round_id, reports)
    handed = [sent("box_handed_over", "08:50", place="V1", **HANDED)]
    record(store, driver(store).actor, found.round_id, handed)
    return found


def test_reports_of_the_day(visitor: Callable[..., Visitor], case: Case) -> None:
    manager, address = visitor(Role.manager), f"/rounds/{case.round_id}/reports"
    text = told(manager.open(address))
    assert "4 reports" in text
    assert "Sampled 60" in text
    assert "Nothing was reported from here at all." in text
    book = manager.open(f"{address}/summary.xlsx")
    assert_sound(book.content)
    titles = openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    assert titles[:2] == ["Daily summary", "Zero report"]
    answer = manager.open(f"{address}/archive.zip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert len(archive.read("events.jsonl").splitlines()) == 4
    rates = told(manager.open(f"/rounds/{case.round_id}/learned"))
    assert "Minutes from start to result" in rates
    assert "too few to say" in rates
    text = told(visitor(Role.admin, "zh").open(address))
    assert "零报告" in text
    assert "未收到任何上报。" in text


def test_a_light_is_confirmed_from_the_office(coordinator: Visitor, case: Case) -> None:
    address = f"/rounds/{case.round_id}/readiness"
    before = told(coordinator.open(f"{address}?site=S001"))
    assert "0 of 8 confirmed" in before
    answer = coordinator.send(address, site_id="S001", item="publicity", ok="yes", text="posters")
    assert answer.status_code == 303
    after = told(coordinator.open(answer.headers["location"]))
    assert "1 of 8 confirmed" in after
    assert "coordinator-1 · posters" in after
    coordinator.send(address, site_id="S001", item="order", ok="no", text="no fence")
    page = coordinator.open(address)
    assert "✗" in page.text
    first = re.search(r'<th scope="row"><a[^>]*>([^<]*)</a>', page.text)
    assert first is not None
    assert first[1].startswith("S001")  # where something isn't in place comes first


def test_all_that_nobody_has_looked_at_is_confirmed_at_once(
    coordinator: Visitor, case: Case
) -> None:
    address = f"/rounds/{case.round_id}/readiness"
    page = coordinator.open(f"{address}?site=S001").text
    short = page.count("! short by the plan")
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found is not None
    again = found[1].replace("&amp;", "&")
    assert coordinator.open(again).status_code == 204  # nothing has changed
    coordinator.send(address, site_id="S001", item="all", ok="yes")
    assert coordinator.open(again).status_code == 200
    left = told(coordinator.open(f"{address}?site=S001"))
    assert f"{8 - short} of 8 confirmed" in left


def test_a_finding_is_put_on_record_and_closed(visitor: Callable[..., Visitor], case: Case) -> None:
    inspector, address = visitor(Role.inspector), f"/rounds/{case.round_id}/findings"
    answer = inspector.send(
        address, site_id="S001", item="order", text="people stand too close", due="23:59"
    )
    assert answer.status_code == 303
    text = told(inspector.open(address))
    assert "1 of 1 findings are still open, overdue: 0." in text
    assert "due by 23:59" in text
    closing = re.search(r"close=([^\"&]+)", inspector.open(address).text)
    assert closing is not None
    form = inspector.open(f"{address}?close={closing[1]}")
    assert "How it was put right" in told(form)
    inspector.send(f"{address}/{closing[1]}/closing", text="lines were drawn")
    text = told(inspector.open(address))
    assert "All 1 findings were put right." in text
    assert "lines were drawn" in text
    inspector.send(address, site_id="S001", text="no gloves", due="08:45")
    page = inspector.open(address)
    assert "overdue since 08:45" in told(page)
    assert 'class="finding overdue"' in page.text
    assert inspector.send(address, site_id="S001", text=" ").status_code == 400


def test_a_viewer_sees_the_lights_but_not_the_reports(
    visitor: Callable[..., Visitor], case: Case
) -> None:
    viewer = visitor(Role.viewer)
    page = viewer.open(f"/rounds/{case.round_id}/readiness?site=S001")
    assert page.status_code == 200
    assert "Not in place" not in told(page)
    assert viewer.open(f"/rounds/{case.round_id}/reports").status_code == 403
