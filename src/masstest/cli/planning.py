"""Commands that plan: `demo`, `plan`."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn, cast

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
    RosterFile,
    Seed,
    TimeLimit,
    Workers,
    app,
    fail,
    print_json,
)
from masstest.cli.edited import (
    is_workbook,
    kept_document,
    print_kept,
    read_edited,
    without_errors,
)
from masstest.cli.progress import Progress, stop_on_interrupt
from masstest.cli.reading import read, read_plan, refuse_input
from masstest.cli.report import plan_document, print_plan, print_problems
from masstest.cli.ways import STRAIGHT, Barriers, FootRoads, Roads, Ways, travel_of
from masstest.demo import CASES, CaseName, make_roster
from masstest.domain.outcome import BadInput, PlanRefused
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.package import write_package
from masstest.planner import Options, Watch, plan_round, worker_pool
from masstest.planner.kept_edits import KeptEdit, replan_edited
from masstest.planner.replanning import replan, request_sentence
from masstest.sheets import write_roster
from masstest.sheets.edited import EditedPlan
from masstest.text import N_, Lang, translator
from masstest.text.sentences import violation_sentence

Case = StrEnum("Case", {name.replace("-", "_"): name for name in CASES})  # type: ignore[misc]
_TOWN = Case("town")

Deterministic = Annotated[
    bool, typer.Option("--deterministic", help="count steps, not seconds: the same plan each time")
]
Settings = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="override a key of the round sheet")
]


@app.command()
def demo(
    case: Annotated[Case, typer.Option(help="which made-up district")] = _TOWN,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR")] = None,
    time_limit: TimeLimit = 38,
    seed: Seed = 1,
    workers: Workers = 2,
    lang: LangOption = Language.zh,
    as_json: AsJson = False,
) -> None:
    """Make the case's roster, plan it, and say where to look."""
    folder = output or Path(f"masstest-demo-{case.value}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "roster.xlsx"
    write_roster(make_roster(cast(CaseName, case.value)), path, lang.value)
    _plan(path, folder, Options(time_limit, seed, workers), lang.value, as_json, {})


@app.command()
def plan(
    roster: RosterFile,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="folder to write")],
    time_limit: TimeLimit = 38,
    seed: Seed = 1,
    workers: Workers = 2,
    deterministic: Deterministic = False,
    lang: LangOption = Language.zh,
    settings: Settings = [],  # noqa: B006  (typer copies it)
    from_plan: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PLAN",
            help="change this plan, little: plan.json, or plan.xlsx edited",
        ),
    ] = None,
    freeze: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="what has begun by then stays as it was")
    ] = None,
    pins: Annotated[
        list[str],
        typer.Option(
            "--pin",
            metavar="KIND=ID",
            help="site: must be a point; lanes, compound, staff: as in the plan (with --from)",
        ),
    ] = [],  # noqa: B006
    excludes: Annotated[
        list[str],
        typer.Option("--exclude", metavar="KIND=ID", help="site, lab, vehicle, staff that is lost"),
    ] = [],  # noqa: B006
    roads: Roads = None,
    foot_roads: FootRoads = None,
    barriers: Barriers = None,
    as_json: AsJson = False,
) -> None:
    """Plan a roster, or change a plan: plan.xlsx, plan.json, map and more into the folder."""
    t = translator(lang.value)
    options = Options(time_limit, seed, 1 if deterministic else workers, deterministic)
    change = None
    if from_plan is not None:
        change = Change(from_plan, _minute(freeze, lang.value), tuple(pins), tuple(excludes))
    elif freeze or pins or excludes:
        fail(t(N_("--freeze, --pin and --exclude change a plan: name it with --from.")), 2)
    _plan(
        roster,
        output,
        options,
        lang.value,
        as_json,
        _overrides(settings, lang.value),
        change,
        Ways(roads, foot_roads, barriers),
    )


@dataclass(frozen=True)
class Change:
    """What is asked of a plan that people know already."""

    path: Path
    freeze: int | None
    pins: tuple[str, ...]
    excludes: tuple[str, ...]


def _minute(text: str | None, lang: Lang) -> int | None:
    if text is None:
        return None
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
        t = translator(lang)
        fail(t(N_("--freeze needs a time such as 11:30, not {text}."), text=text), WRONG_INPUT)
    return 60 * int(hours) + int(minutes)


def _plan(
    path: Path,
    folder: Path,
    options: Options,
    lang: Lang,
    as_json: bool,
    overrides: dict[str, str],
    change: Change | None = None,
    ways: Ways = STRAIGHT,
) -> NoReturn:
    t, console = translator(lang), Console(stderr=as_json)
    result = read(path, lang, as_json, overrides)
    if result.roster is None:
        refuse_input(result, lang, as_json)
    if not as_json:
        print_problems(console, result, t)
    travel = travel_of(result.roster, ways, lang, as_json)
    base = None if change is None else _base(change.path, result.roster, lang, as_json)
    kept: tuple[KeptEdit, ...] = ()
    progress = Progress(console, t, quiet=as_json)
    try:
        with (
            # nothing is done side by side when a plan is changed
            worker_pool(result.roster, options.workers if change is None else 1) as executor,
            stop_on_interrupt(Console(stderr=True), t) as stop,
            progress.showing(),
        ):
            known: dict[str, Any] = {
                "executor": executor,
                "travel": travel,
                "watch": Watch(progress=progress, stop=stop),
                "roster_sha256": result.sha256,
            }
            if change is not None:
                known |= {
                    "freeze": change.freeze,
                    "pins": change.pins,
                    "excludes": change.excludes,
                }
            if base is None:
                made = plan_round(result.roster, options, **known)
            elif isinstance(base, Plan):
                made = replan(base, result.roster, options, **known)
            else:
                made, kept = replan_edited(base, result.roster, options, **known)
    except BadInput as wrong:
        fail("\n".join(request_sentence(problem, t) for problem in wrong.problems), WRONG_INPUT)
    except PlanRefused as refused:
        for violation in refused.violations[:20]:
            sentence = violation_sentence(violation, result.roster, t)
            print(f"{violation.rule}: {sentence}", file=sys.stderr)
        fail(t(N_("The plan broke a rule that must hold, so nothing was written.")), FAILED)
    known_plan = base.original if isinstance(base, EditedPlan) else base
    files = write_package(made, result.roster, folder, lang, known_plan)
    _keep_roster(path, folder)
    status = MET if made.status == "met" else SHORT
    if as_json:
        document = plan_document(made, result.roster, files, status, t)
        if isinstance(base, EditedPlan):
            document["edits"] = kept_document(kept, base, result.roster, t)
        print_json(document)
    else:
        if isinstance(base, EditedPlan):
            print_kept(console, kept, base, result.roster, t)
        print_plan(console, made, result.roster, files, t)
    raise typer.Exit(status)


def _base(path: Path, roster: Roster, lang: Lang, as_json: bool) -> Plan | EditedPlan:
    """The plan to be changed; an edited workbook must make sense as a whole."""
    if is_workbook(path):
        return without_errors(read_edited(path, roster, lang, as_json), lang, as_json)
    return read_plan(path, lang)


def _keep_roster(path: Path, folder: Path) -> None:
    """The roster lies beside its plan: `masstest explain` and the next round need both."""
    beside = folder / "roster.xlsx"
    if path.resolve() != beside.resolve():
        shutil.copyfile(path, beside)


def _overrides(settings: list[str], lang: Lang) -> dict[str, str]:
    pairs = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            t = translator(lang)
            fail(t(N_("--set needs NAME=VALUE, not {setting}."), setting=setting), WRONG_INPUT)
        pairs[name.strip()] = value.strip()
    return pairs
