"""How the service is doing, and what was done in it."""

from __future__ import annotations

from job_cases import new_job
from masstest.jobs import presence
from masstest.store.engine import Store
from masstest.store.tables import Worker
from web_site import Visitor, told


def test_workers_queue_and_storage(store: Store, admin: Visitor) -> None:
    job_id = new_job(store)
    page = told(admin.open("/operations"))
    assert "No worker is running, so no plan is made." in page
    with store.writing() as session:
        worker_id = presence.arrive(session)
    with store.writing() as session:
        session.get_one(Worker, worker_id).host = "<i>office</i>"
    answer = admin.open("/operations")
    page = told(answer)
    assert "No worker is running" not in page
    assert "Plans waiting 1" in page
    assert "&lt;i&gt;office&lt;/i&gt;" in answer.text
    assert f"/jobs/{job_id}" in answer.text
    assert ("SQLite" if _is_sqlite(store) else "PostgreSQL") in page


def test_the_audit_is_paged(admin: Visitor) -> None:
    page = admin.open("/operations/audit")
    assert "added a user" in told(page)
    assert "user:admin-1" in page.text
    assert admin.open("/operations/audit?after=2").text.count("<tr><td") == 1
    assert admin.open("/operations/audit?after=x").status_code == 400


def test_a_tampered_audit_is_found(store: Store, admin: Visitor) -> None:
    assert "entries is whole." in told(admin.open("/operations/audit/verification"))
    with store.engine.begin() as connection:
        if _is_sqlite(store):
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.exec_driver_sql(triggers).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE audit SET actor = 'nobody' WHERE number = 1")
    page = told(admin.open("/operations/audit/verification"))
    assert "The audit was tampered with" in page
    assert "Entry 1 was changed afterwards." in page


def _is_sqlite(store: Store) -> bool:
    return store.engine.dialect.name == "sqlite"
