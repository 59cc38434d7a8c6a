"""From a workbook to a round: uploaded with errors, mended, planned."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import support
from masstest.access.actor import SYSTEM
from masstest.access.roles import Role
from masstest.service import rounds
from masstest.store.engine import Store
from masstest.store.tables import Job, StoredRoster, StoredRound
from roster_book import good_book, spoilt
from service_cases import valid_case
from web_site import Visitor, told

HOSTILE = "<script>alert(1)</script>.xlsx"


def _misspell(book: Workbook) -> None:
    book.worksheets[1]["J5"] = "many people"


def _no_date(book: Workbook) -> None:
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if row[0].value == "date")
    row[1].value = None


@cache
def misspelt_book() -> bytes:
    return spoilt(_misspell)


def found(store: Store, table: type) -> list[object]:
    with store.reading() as session:
        return list(session.query(table))


def test_a_round_is_made_from_its_first_upload_even_with_errors(
    store: Store, coordinator: Visitor
) -> None:
    empty = told(coordinator.open("/rounds"))
    assert "How a round goes" in empty
    assert "There is no round yet." in empty

    answer = coordinator.upload("/rounds", misspelt_book(), HOSTILE)
    assert answer.status_code == 303
    page = coordinator.open(answer.headers["location"])
    assert page.status_code == 200
    assert "Errors to mend before this roster can be planned: 1." in told(page)
    assert "Compounds!J5" in told(page)
    assert "many people" in told(page)
    assert "<script>alert" not in page.text
    assert "Plan this roster" not in page.text

    marked = coordinator.open(f"{answer.headers['location']}/annotated")
    assert marked.status_code == 200
    assert "checked.xlsx" in marked.headers["content-disposition"]
    assert len(openpyxl.load_workbook(io.BytesIO(marked.content)).sheetnames) > 5

    (stored,) = found(store, StoredRound)
    assert (stored.district, stored.date) == ("D", support.DATE)  # type: ignore[attr-defined]
    round_page = f"/rounds/{stored.round_id}"  # type: ignore[attr-defined]
    assert "It has errors: mend them." in told(coordinator.open(round_page))

    mended = coordinator.upload(f"{round_page}/rosters", good_book())
    page = coordinator.open(mended.headers["location"])
    assert "nothing is wrong with it" in told(page)
    assert "Plan this roster" in page.text
    assert [r.status for r in found(store, StoredRoster)] == ["errors", "ok"]  # type: ignore[attr-defined]

    # the same round again from the first page: a further roster of it
    again = coordinator.upload("/rounds", good_book())
    assert again.status_code == 303
    assert len(found(store, StoredRound)) == 1
    assert len(found(store, StoredRoster)) == 3


def test_uploads_that_are_refused(store: Store, coordinator: Visitor) -> None:
    with store.writing() as session:
        other = rounds.create(
            session, SYSTEM, district="D", date=support.DATE + dt.timedelta(days=1)
        ).round_id
    for answer, status, words in (
        (coordinator.upload("/rounds", b"not a workbook"), 422, "Nothing could be read"),
        (coordinator.send("/rounds"), 422, "Choose the workbook first"),
        (coordinator.upload("/rounds", spoilt(_no_date)), 422, "of which round it is"),
        (coordinator.upload(f"/rounds/{other}/rosters", misspelt_book()), 409, "The roster is of"),
        (coordinator.upload("/rounds/nowhere/rosters", good_book()), 404, "isn't yours to see"),
    ):
        assert (answer.status_code, words in told(answer)) == (status, True), told(answer)
    assert found(store, StoredRoster) == []


def test_a_file_larger_than_any_district_is_refused(coordinator: Visitor) -> None:
    answer = coordinator.upload("/rounds", b"PK" + bytes(21_000_000))
    assert answer.status_code == 413
    assert "larger than 20 MB" in told(answer)
    ok = coordinator.upload("/rounds", b"PK" + bytes(2_000_000))
    assert ok.status_code == 422, "no workbook, but of a size that one may have"


def test_the_empty_workbook(visitor: Callable[..., Visitor]) -> None:
    for lang, title in (("en", "roster.xlsx"), ("zh", "%E5%90%8D%E5%86%8C.xlsx")):
        answer = visitor(Role.coordinator, lang).open("/template.xlsx")
        assert answer.headers["content-disposition"].endswith(title)
        assert len(openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames) > 8


def test_a_plan_is_asked_for(store: Store, coordinator: Visitor) -> None:
    case = valid_case(store)
    page = told(coordinator.open(f"/rounds/{case.round_id}"))
    assert "Plan 1 is the newest." in page
    asked = coordinator.send(
        f"/rounds/{case.round_id}/plans", roster_id=case.roster_id, time_limit_s="7"
    )
    assert asked.status_code == 303
    (job,) = found(store, Job)
    assert asked.headers["location"] == f"/jobs/{job.job_id}"  # type: ignore[attr-defined]
    assert job.request["time_limit_s"] == 7  # type: ignore[attr-defined]
    assert "A plan is being made." in told(coordinator.open(f"/rounds/{case.round_id}"))


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"time_limit_s": "x"}, 422, "1 to 3600 seconds"),
        ({"time_limit_s": "0"}, 422, "1 to 3600 seconds"),
        ({"time_limit_s": "nan"}, 422, "1 to 3600 seconds"),
        ({"roster_id": "elsewhere"}, 404, "isn't yours to see"),
    ],
)
def test_plans_that_are_not_asked_for(
    store: Store, coordinator: Visitor, fields: dict[str, str], status: int, words: str
) -> None:
    case = valid_case(store)
    answer = coordinator.send(f"/rounds/{case.round_id}/plans", **fields)
    assert (answer.status_code, words in told(answer)) == (status, True)
    assert found(store, Job) == []


def test_hostile_names_are_only_text(store: Store, coordinator: Visitor) -> None:
    with store.writing() as session:
        made = rounds.create(
            session, SYSTEM, district="<img src=x>", date=support.DATE, note="\"'><b>note</b>"
        ).round_id
    for address in ("/rounds", f"/rounds/{made}"):
        page = coordinator.open(address)
        assert page.status_code == 200
        assert "&lt;img src=x&gt;" in page.text
        assert "<img" not in page.text
        assert "<b>note" not in page.text


def test_a_round_of_the_demo_says_so(store: Store, coordinator: Visitor) -> None:
    case = valid_case(store)
    assert "DEMO" not in told(coordinator.open(f"/rounds/{case.round_id}"))
    with store.writing() as session:
        session.get_one(StoredRound, case.round_id).is_demo = True
    for address in (f"/rounds/{case.round_id}", f"/rosters/{case.roster_id}"):
        assert "DEMO Everything is made up" in told(coordinator.open(address))
