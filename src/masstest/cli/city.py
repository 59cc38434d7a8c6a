"""The command `city`: a round of several districts that share laboratories."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from masstest.cli.app import (
    FAILED,
    MET,
    SHORT,
    WRONG_INPUT,
    AsJson,
    LangOption,
    Language,
    Seed,
    TimeLimit,
    Workers,
    app,
    fail,
    print_json,
)
from masstest.cli.progress import stop_on_interrupt
from masstest.cli.report import print_problems, problems_document
from masstest.domain.city import (
    CityPlan,
    DistrictRecord,
    PlannedDistrict,
    packed,
    unpacked_roster,
    with_shares,
)
from masstest.domain.outcome import BadInput, PlanRefused
from masstest.package import write_package
from masstest.planner import Options
from masstest.planner.city import (
    LOCAL,
    CityWatch,
    KeptInFolder,
    city_problem_sentence,
    fan_out,
    open_executor,
    plan_city,
)
from masstest.sheets import ReadResult, read_roster, write_roster
from masstest.sheets.city_workbook import city_verdict, write_city_workbook
from masstest.text import N_, Lang, Translator, translator
from masstest.text.city_sentences import fate_name

_KEPT = ".kept"  # in the output folder: what a city that is started again need not plan again


@app.command()
def city(
    rosters: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="one roster workbook per district")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="folder to write")],
    executor: Annotated[
        str, typer.Option(metavar="local|ADDRESS", help="local processes, or a dask scheduler")
    ] = LOCAL,
    time_limit: TimeLimit = 38,
    seed: Seed = 1,
    workers: Workers = 2,
    lang: LangOption = Language.zh,
    as_json: AsJson = False,
) -> None:
    """Plan several districts that share laboratories; a package per district, and city.xlsx.

    Started again after it was broken off, it goes on with the districts that have no plan yet.
    """
    t, console = translator(lang.value), Console(stderr=as_json)
    documents = _read_all(rosters, lang.value, as_json)
    kept = KeptInFolder(output / _KEPT)
    told = _Teller(console, t, len(documents), quiet=as_json)
    try:
        with (
            stop_on_interrupt(Console(stderr=True), t) as stop,
            open_executor(executor, workers) as crew,
        ):
            made = plan_city(
                documents,
                Options(time_limit, seed),
                executor=crew,
                kept=kept,
                watch=CityWatch(told, stop),
            )
            # files belong on this computer, whoever planned
            with nullcontext(crew) if executor == LOCAL else open_executor(LOCAL, workers) as here:
                _write_packages(made, documents, kept, output, lang.value, here)
    except BadInput as wrong:
        sentences = [city_problem_sentence(problem, t) for problem in wrong.problems]
        if as_json:
            print_json({"status": "wrong_input", "problems": sentences})
            raise typer.Exit(WRONG_INPUT) from wrong
        fail("\n".join(sentences), WRONG_INPUT)
    except PlanRefused as refused:
        fail(t(N_("A laboratory is overfull, so nothing was written: {detail}"), detail=refused),
             FAILED)  # fmt: skip
    _finish(made, output, lang.value, as_json, console)


def _read_all(folder: Path, lang: Lang, as_json: bool) -> dict[str, bytes]:
    """District id (the file's name) -> its roster; the problems of all files end the command."""
    t = translator(lang)
    if not folder.is_dir():
        fail(t(N_("There is no folder {path}."), path=folder), WRONG_INPUT)
    documents: dict[str, bytes] = {}
    wrong: dict[str, ReadResult] = {}
    for path in sorted(folder.glob("*.xlsx")):
        if path.name.startswith("~$") or path.name.endswith(".checked.xlsx"):
            continue
        result = read_roster(path)
        if result.roster is None:
            wrong[path.stem] = result
        else:
            documents[path.stem] = result.roster.model_dump_json().encode()
    if wrong:
        _refuse(wrong, t, as_json)
    return documents


def _refuse(wrong: Mapping[str, ReadResult], t: Translator, as_json: bool) -> NoReturn:
    if as_json:
        print_json({name: problems_document(result, t) for name, result in wrong.items()})
        raise typer.Exit(WRONG_INPUT)
    for name, result in wrong.items():
        print(f"{name}:", file=sys.stderr)
        print_problems(Console(stderr=True), result, t)
    fail(
        t(N_("Nothing was planned. `masstest validate` marks the problems in your file.")),
        WRONG_INPUT,
    )


class _Teller:
    """Tells each district's outcome in a line."""

    def __init__(self, console: Console, t: Translator, districts: int, *, quiet: bool) -> None:
        self._console, self._t, self._districts, self._quiet = console, t, districts, quiet
        self._known: set[str] = set()

    def __call__(self, record: DistrictRecord) -> None:
        self._known.add(record.district)
        if not self._quiet:
            line = f"{len(self._known)}/{self._districts}  {record.district} {record.name}  "
            line += f"{fate_name(record.fate, self._t)}  {record.wall_s:.0f} s  {record.reason}"
            self._console.print(line.rstrip(), highlight=False, markup=False)


@dataclass(frozen=True)
class _Package:
    """What is needed to write one district's files."""

    packed_roster: bytes
    planned: PlannedDistrict
    folder: Path
    lang: Lang


def _write_district(package: _Package) -> None:
    """The district's package, with the roster it was planned with: laboratories at its share."""
    roster = with_shares(unpacked_roster(package.packed_roster), package.planned.record.shares)
    write_package(package.planned.plan, roster, package.folder, package.lang)
    write_roster(roster, package.folder / "roster.xlsx", package.lang)


def _write_packages(
    made: CityPlan,
    documents: Mapping[str, bytes],
    kept: KeptInFolder,
    output: Path,
    lang: Lang,
    executor: Executor,
) -> None:
    packages = {
        record.district: _Package(
            packed(documents[record.district]), kept[record.district], output / record.district,
            lang,
        )
        for record in made.districts
        if record.has_plan
    }  # fmt: skip
    for _, result in fan_out(executor, _write_district, packages, threading.Event()):
        if isinstance(result, BaseException):
            raise result


def _finish(made: CityPlan, output: Path, lang: Lang, as_json: bool, console: Console) -> NoReturn:
    t, book = translator(lang), output / "city.xlsx"
    (output / "city.json").write_text(made.to_json(), encoding="utf-8")
    write_city_workbook(made, book, lang)
    status = {"met": MET, "short": SHORT, "incomplete": FAILED}[made.status]
    if as_json:
        print(made.to_json())
    else:
        console.print(city_verdict(made, t), highlight=False)
        console.print(t(N_("Open {path} first.")).format(path=book), highlight=False)
    raise typer.Exit(status)
