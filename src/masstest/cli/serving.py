"""The command that runs the service: `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from masstest.cli.app import FAILED, WRONG_INPUT, app, fail
from masstest.text import N_, Translator, translator


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="address to listen at [127.0.0.1]")] = None,
    port: Annotated[
        int | None, typer.Option(help="port to listen at [8000]; 0: any that is free")
    ] = None,
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="sqlite:///… or postgresql://…")
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="folder for the database")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="worker processes to start beside the server [1]")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="with a made-up round and a user for each role")
    ] = False,
    tls_cert: Annotated[Path | None, typer.Option(metavar="FILE", help="PEM chain")] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="PEM key")] = None,
) -> None:
    """Run the service: pages and API for coordinators, with planning in the background."""
    # the other commands start without what a service needs
    from masstest.access.problems import AccessProblem
    from masstest.cli.configuration import configured
    from masstest.edge import configure_logs
    from masstest.service.live.desk.questions import seat
    from masstest.service.live.outbox.mail_receivers import mail_receivers
    from masstest.serving import server
    from masstest.serving.application import create_application
    from masstest.serving.desk import DeskBeside
    from masstest.serving.local_workers import LocalWorkers
    from masstest.serving.startup import start_up
    from masstest.store.unusable import StoreUnusable

    given: dict[str, Any] = {
        "host": host,
        "port": port,
        "database_url": database,
        "data_dir": data_dir or (_demo_folder() if demo and database is None else None),
        "local_workers": workers,
        "demo": demo or None,
    }
    settings = configured(**given)
    t = translator(settings.lang)
    configure_logs(settings.log_level.upper(), plain=settings.log_format == "text")
    try:  # the desk would stumble over them later
        mail_receivers(settings.alert_mail_to)
    except ValueError as wrong:
        fail(t(N_("MASSTEST_ALERT_MAIL_TO can't be used: {reason}"), reason=wrong), WRONG_INPUT)
    try:
        certificate = _certificate(tls_cert, tls_key, t)
        # before anything is written: a second server beside the first must change nothing
        listener = server.listen(settings.host, settings.port)
        address = server.address_of(listener, https=certificate is not None)
        if "public_url" not in settings.model_fields_set:
            settings = configured(**given, public_url=address)
        started = start_up(settings)
    except server.CannotListen as taken:
        sentence = N_("Can't listen at {host}, port {port}: {reason}. Is masstest running already?")
        fail(t(sentence, host=settings.host, port=settings.port, reason=taken), FAILED)
    except server.CertificateUnusable as unusable:
        fail(t(N_("The certificate can't be used: {reason}"), reason=unusable), WRONG_INPUT)
    except StoreUnusable as unusable:
        fail(t(N_("The database can't be used: {reason}"), reason=unusable.sentence(t)), FAILED)
    except AccessProblem as problem:
        fail(problem.sentence(t), WRONG_INPUT)
    application = create_application(settings, started.store)
    _tell(settings.public_url, started.admin_password, started.demo_users, t)
    environment = {
        "MASSTEST_DATABASE_URL": settings.database_url,
        "MASSTEST_DATA_DIR": str(settings.data_dir),
        "MASSTEST_PUBLIC_URL": settings.public_url,
    }
    with DeskBeside(environment) as desk, LocalWorkers(settings.local_workers, environment):
        seat(started.store, desk)
        server.serve(application, settings, listener, certificate)
    started.store.close()


def _certificate(chain: Path | None, key: Path | None, t: Translator) -> Any:
    """The certificate that was given, looked at; None if there is none."""
    from masstest.serving.server import Certificate

    if (chain is None) != (key is None):
        fail(t(N_("--tls-cert and --tls-key go together.")), WRONG_INPUT)
    if chain is None or key is None:
        return None
    certificate = Certificate(chain, key)
    certificate.check()
    return certificate


def _demo_folder() -> Path:
    """A demo has a database of its own, so that it never stands beside real rounds."""
    from masstest.settings import user_data_dir

    return user_data_dir() / "demo"


def _tell(address: str, password: str | None, users: tuple[Any, ...], t: Translator) -> None:
    """What whoever starts the service needs to know, and is told only once."""
    print(t(N_("masstest runs at {address} (Ctrl-C stops it)."), address=address))
    if password is not None:
        print(t(N_("Log in as admin with this password, once: {password}"), password=password))
    if users:
        print(t(N_("DEMO: everything in it is made up. Log in as one of these:")))
        for user in users:
            print(f"  {user.login:<20} {user.password}")
    print(flush=True)
