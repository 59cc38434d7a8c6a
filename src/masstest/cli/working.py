"""The command that works for a service: `worker`."""

from __future__ import annotations

from typing import Annotated

import typer

from masstest.cli.app import FAILED, app, fail


@app.command()
def worker(
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="the service's database, as `serve` has it")
    ] = None,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="leave when stdin ends", hidden=True)
    ] = False,
) -> None:
    """Take planning jobs from a service's database, one at a time, until stopped."""
    # the other commands start without what a service needs
    from masstest.cli.configuration import configured
    from masstest.edge import configure_logs
    from masstest.jobs.worker import run_worker
    from masstest.store.unusable import StoreUnusable
    from masstest.text import translator

    settings = configured(database_url=database)
    configure_logs(settings.log_level.upper(), plain=settings.log_format == "text")
    try:
        run_worker(settings, with_parent=with_parent)
    except StoreUnusable as unusable:
        fail(unusable.sentence(translator(settings.lang)), FAILED)
