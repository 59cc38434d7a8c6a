"""The round's record for the archive: complete, hashed, masked, audited."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from live_round import DISTRICT, HANDED, SEALED, driver, point_lead, publish, round_on, sent
from masstest.access.actor import Actor
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.service.live.archive import make_archive
from masstest.service.live.ledger.recording import record
from masstest.service.problems import Problem
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import Alert, AuditEntry
from service_cases import Case, make_person
from workbook_structure import assert_sound

NAMED = {"publications.json", "events.jsonl", "events.csv", "ledger.json", "alerts.json"}


def told_round(store: Store) -> Case:
    """A round in which a box was sealed, and held at its handover."""
    case = round_on(store)
    lead, at_v1 = point_lead(store).actor, driver(store).actor
    own = [
        sent("point_opened", "08:00", site_id="S001", lanes=2, place="S001"),
        sent("help_needed", "08:10", text="=HYPERLINK()", place="S001", person="=cmd()"),
        sent("box_sealed", "08:40", place="S001", **SEALED),
    ]
    record(store, lead, case.round_id, own)
    short = HANDED | {"tubes_counted": 19}
    record(store, at_v1, case.round_id, [sent("box_handed_over", "08:50", place="V1", **short)])
    with store.writing() as session:
        session.add(
            Alert(
                round_id=case.round_id, key="count_mismatch:B1", kind="count_mismatch",
                severity="red", subject="B1", facts={"cause": "box", "facts": {}},
            )
        )  # fmt: skip
    return case


def files_of(store: Store, actor: Actor, round_id: str) -> dict[str, bytes]:
    made = make_archive(store, actor, round_id)
    content = b"".join(made.pieces())
    assert len(content) == made.size
    assert hashlib.sha256(content).hexdigest() == made.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_is_in_it_with_its_hash(store: Store) -> None:
    case = told_round(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    files = files_of(store, chief, case.round_id)
    assert files.keys() >= NAMED
    manifest = json.loads(files["manifest.json"])
    assert {row["name"] for row in manifest["files"]} == files.keys() - {"manifest.json"}
    for row in manifest["files"]:
        content = files[row["name"]]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row["bytes"], row["sha256"])
    assert manifest["events"] == 4
    lines = [json.loads(line) for line in files["events.jsonl"].splitlines()]
    assert [line["kind"] for line in lines] == [
        "point_opened", "help_needed", "box_sealed", "box_handed_over",
    ]  # fmt: skip
    assert lines[0]["at"] == "2022-03-10T08:00:00+08:00"
    ledger: dict[str, Any] = json.loads(files["ledger.json"])
    assert ledger["boxes"]["B1"]["phase"] == "held"
    [alert] = json.loads(files["alerts.json"])
    assert alert["kind"] == "count_mismatch"
    [publication] = json.loads(files["publications.json"])
    assert publication["number"] == 1
    assert json.loads(files["plans/publication-1.json"]) == json.loads(files["plan.json"])
    for lang in ("zh", "en"):
        assert_sound(files[f"summary.{lang}.xlsx"])
    assert json.loads(files["summary.json"])["mismatches"][0]["found_tubes"] == 19
    readme = files["README.txt"].decode()
    assert "manifest.json" in readme
    assert "归档" in readme
    with store.reading() as session:
        entry = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.action == "round.archive")
        ).one()
        assert entry.facts["events"] == 4
        assert not audit.verify(session).faults


def test_text_is_no_formula_in_a_spreadsheet(store: Store) -> None:
    case = told_round(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    text = files_of(store, chief, case.round_id)["events.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["person"] for row in rows][1] == "'=cmd()"
    assert json.loads(rows[1]["fact"])["text"] == "=HYPERLINK()"


def test_a_manager_gets_no_names_of_those_who_reported(store: Store) -> None:
    case = told_round(store)
    manager = make_person(
        store, "manager", GrantedRole(Role.manager, Scope.district, DISTRICT)
    ).actor
    files = files_of(store, manager, case.round_id)
    assert not json.loads(files["manifest.json"])["names_people"]
    for name in NAMED:
        assert b"lead-S001" not in files[name], name
    roster = json.loads(files["roster.json"])
    assert not any(person["phone"] for person in roster["staff"])


def test_who_watches_over_a_street_gets_none(store: Store) -> None:
    case = told_round(store)
    some = make_person(
        store, "street", GrantedRole(Role.manager, Scope.street, f"{DISTRICT}/金陵街道")
    ).actor
    with pytest.raises(Problem) as refused:
        make_archive(store, some, case.round_id)
    assert refused.value.code == "forbidden"


def test_all_plans_that_were_in_force(store: Store) -> None:
    case = told_round(store)
    with store.writing() as session:
        session.execute(sa.text("UPDATE publications SET withdrawn_at = published_at"))
    publish(store, case.round_id, case.plan_id, 2)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    files = files_of(store, chief, case.round_id)
    assert {"plans/publication-1.json", "plans/publication-2.json"} <= files.keys()
