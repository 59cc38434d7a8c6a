"""Commands about what the service remembers: `backup`, `restore`, `audit verify`, `prune`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from masstest.access.actor import COMMAND_LINE
from masstest.cli.app import (
    FAILED,
    WRONG_INPUT,
    AsJson,
    LangOption,
    Language,
    app,
    fail,
    print_json,
)
from masstest.cli.databases import (
    DatabaseOption,
    database_url,
    must_be_there,
    opened,
    telling_what_is_wrong,
)
from masstest.service.live.ledger import sealing
from masstest.store import audit as chain
from masstest.store import backup as backups
from masstest.store.engine import open_store
from masstest.store.retention import prune as prune_store
from masstest.store.unusable import BackupUnusable
from masstest.text import N_, Lang, translator

audit_app = typer.Typer(no_args_is_help=True, help="The record of who did what.")
app.add_typer(audit_app, name="audit")

_FAULTS = {
    "edited": N_("Entry {number} was edited."),
    "unlinked": N_("Entry {number} doesn't continue the one before it."),
    "removed": N_("Entry {number} was removed."),
    "tail_cut": N_("Entry {number} and what followed were cut off."),
    "head_altered": N_("The end of the chain was altered; its last entry is {number}."),
}
_LEDGER_FAULTS = {
    "changed": N_("Events {first} to {last} of round {round_id} aren't as they were sealed."),
    "seals_broken": N_("The seals of round {round_id} don't continue each other at {first}."),
}


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="where to write the backup")],
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Write everything the service remembers to one file, while it runs."""
    t = translator(lang.value)
    with telling_what_is_wrong(lang.value):
        must_be_there(database_url(database), lang.value)
        try:
            made = backups.backup(database_url(database), file)
        except OSError as error:
            fail(t(N_("{path} can't be written: {reason}"), path=file, reason=error), FAILED)
        _note(database, "backup.make", audit_number=made.audit_number)
    print(
        t(
            N_("{path}: {rows} rows and {documents} documents."),
            path=file,
            rows=sum(table.rows for table in made.tables.values()),
            documents=made.documents,
        )
    )
    _warn_of_faults(made, lang.value)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a backup")],
    replace: Annotated[
        bool, typer.Option("--replace", help="remove what the database holds")
    ] = False,
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Fill an empty database from a backup: SQLite or PostgreSQL, wherever it was made."""
    t = translator(lang.value)
    with telling_what_is_wrong(lang.value):
        try:
            done = backups.restore(file, database_url(database), replace=replace)
        except backups.DatabaseInUse:
            fail(
                t(N_("The database isn't empty. With --replace what it holds is removed.")),
                WRONG_INPUT,
            )
        except (BackupUnusable, OSError) as error:
            reason = error.sentence(t) if isinstance(error, BackupUnusable) else error
            fail(t(N_("{path} can't be restored: {reason}"), path=file, reason=reason), WRONG_INPUT)
        _note(database, "backup.restore", made_at=done.created_at.isoformat())
    print(
        t(
            N_("{rows} rows and {documents} documents are restored. Everybody logs in again."),
            rows=sum(table.rows for table in done.tables.values()),
            documents=done.documents,
        )
    )
    _warn_of_faults(done, lang.value)


@audit_app.command()
def verify(
    known: Annotated[
        str | None,
        typer.Option("--known", metavar="NUMBER:HASH", help="an entry as it was noted before"),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Check that no entry was edited, removed, moved or cut off, nor any event under a seal."""
    noted = _noted(known, lang.value)
    with opened(database, lang.value) as store, store.reading() as session:
        report = chain.verify(session, noted)
        ledger = sealing.verify(session)
    ok = report.ok and ledger.ok
    if as_json:
        print_json(
            {
                "ok": ok,
                "entries": report.entries,
                "head": {"number": report.head_number, "sha256": report.head_sha256},
                "faults": [{"number": f.number, "code": f.code} for f in report.faults],
                "ledger": {
                    "seals": ledger.seals,
                    "events": ledger.rows,
                    "faults": [asdict(fault) for fault in ledger.faults],
                },
            }
        )
    else:
        _print_report(report, lang.value)
        _print_ledger(ledger, lang.value)
    raise typer.Exit(0 if ok else FAILED)


@app.command()
def prune(
    days: Annotated[int, typer.Argument(min=1, metavar="DAYS", help="older than so many days")],
    as_json: AsJson = False,
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Remove old rounds, but not the plans in force, nor the audit."""
    t = translator(lang.value)
    with opened(database, lang.value) as store, store.writing() as session:
        counts = prune_store(session, days).counts
        if counts:
            chain.record(session, COMMAND_LINE, "store.prune", "store", days=days, removed=counts)
    if as_json:
        print_json({"removed": counts})
    elif counts:
        removed = ", ".join(f"{name} {count}" for name, count in counts.items())
        print(t(N_("Removed: {removed}"), removed=removed))
    else:
        print(t(N_("There is nothing to remove.")))


def _noted(known: str | None, lang: Lang) -> tuple[int, str] | None:
    if known is None:
        return None
    number, _, sha256 = known.partition(":")
    if not number.isdigit() or not sha256:
        fail(translator(lang)(N_("{known} isn't NUMBER:HASH."), known=known), WRONG_INPUT)
    return int(number), sha256


def _print_report(report: chain.AuditReport, lang: Lang) -> None:
    t = translator(lang)
    for fault in report.faults:
        print(t(_FAULTS[fault.code], number=fault.number), file=sys.stderr)
    if report.ok:
        print(t(N_("All {entries} entries are as they were written."), entries=report.entries))
        print(
            t(
                N_("Note this elsewhere, to prove it later: {number}:{sha256}"),
                number=report.head_number,
                sha256=report.head_sha256,
            )
        )


def _print_ledger(ledger: sealing.SealReport, lang: Lang) -> None:
    t = translator(lang)
    for fault in ledger.faults:
        facts = {"first": fault.first, "last": fault.last, "round_id": fault.round_id}
        print(t(_LEDGER_FAULTS[fault.code], **facts), file=sys.stderr)
    if ledger.ok and ledger.rows:
        print(t(N_("All {rows} sealed events are as they were reported."), rows=ledger.rows))


def _note(database: str | None, action: str, **facts: object) -> None:
    store = open_store(database_url(database))
    with store.writing() as session:
        chain.record(session, COMMAND_LINE, action, "store", **facts)
    store.close()


def _warn_of_faults(manifest: backups.Manifest, lang: Lang) -> None:
    if manifest.audit_faults:
        warning = N_("The audit in it is not as it was written: see `masstest audit verify`.")
        print(translator(lang)(warning), file=sys.stderr)
