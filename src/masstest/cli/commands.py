"""The commands. Exit status: 0 met, 3 short of a target, 2 wrong input, 1 anything else."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from masstest import __version__
from masstest.checks import check_plan
from masstest.cli.progress import Progress, stop_on_interrupt, utf8_output
from masstest.cli.report import plan_document, print_plan, print_problems, problems_document
from masstest.demo import CASES, make_roster
from masstest.domain.outcome import PlanRefused
from masstest.domain.plan import Plan
from masstest.domain.rules import RULE
from masstest.package import write_package
from masstest.planner import Options, Watch, plan_round, worker_pool
from masstest.sheets import ReadResult, read_roster, write_checked, write_roster
from masstest.text import N_, Lang, translator
from masstest.text.sentences import rule_name, violation_sentence
from masstest.travel import straight_line

MET, FAILED, WRONG_INPUT, SHORT = 0, 1, 2, 3

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plan mass nucleic-acid testing for a district: a roster workbook in, a checked plan out.",
)


class Language(StrEnum):
    zh = "zh"
    en = "en"


Case = StrEnum("Case", {name.replace("-", "_"): name for name in CASES})  # type: ignore[misc]

_TOWN = Case("town")

RosterFile = Annotated[Path, typer.Argument(metavar="ROSTER.xlsx", help="the roster workbook")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON document on stdout, nothing else")]
LangOption = Annotated[
    Language, typer.Option("--lang", envvar="MASSTEST_LANG", help="language of what is written")
]
TimeLimit = Annotated[float, typer.Option(min=1, help="seconds the search may take")]
Workers = Annotated[int, typer.Option(min=1, help="processes to use")]
Seed = Annotated[int, typer.Option(help="same seed, same roster: a comparable plan")]
Deterministic = Annotated[
    bool, typer.Option("--deterministic", help="count steps, not seconds: the same plan each time")
]
Settings = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="override a key of the round sheet")
]


@app.callback()
def _root() -> None:
    utf8_output()


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


@app.command()
def demo(
    case: Annotated[Case, typer.Option(help="which made-up district")] = _TOWN,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR")] = None,
    time_limit: TimeLimit = 40,
    seed: Seed = 1,
    workers: Workers = 2,
    lang: LangOption = Language.zh,
    as_json: AsJson = False,
) -> None:
    """Make the case's roster, plan it, and say where to look."""
    folder = output or Path(f"masstest-demo-{case.value}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "roster.xlsx"
    write_roster(make_roster(case.value), path, lang.value)
    _plan(path, folder, Options(time_limit, seed, workers), lang.value, as_json, {})


@app.command()
def validate(roster: RosterFile, as_json: AsJson = False, lang: LangOption = Language.zh) -> None:
    """Find every problem of a roster at once; write ROSTER.checked.xlsx beside it."""
    result = _read(roster, lang.value, as_json, {})
    checked = roster.with_suffix(".checked.xlsx")
    written = write_checked(roster, result, checked, lang.value)
    t = translator(lang.value)
    if as_json:
        _print_json(problems_document(result, t) | {"checked": str(checked) if written else None})
    else:
        print_problems(Console(), result, t)
        if written:
            print(t(N_("Problems are marked in {path}."), path=checked))
    raise typer.Exit(MET if result.roster is not None else WRONG_INPUT)


@app.command()
def plan(
    roster: RosterFile,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="folder to write")],
    time_limit: TimeLimit = 40,
    seed: Seed = 1,
    workers: Workers = 2,
    deterministic: Deterministic = False,
    lang: LangOption = Language.zh,
    settings: Settings = [],  # noqa: B006  (typer copies it)
    as_json: AsJson = False,
) -> None:
    """Plan a roster: plan.json, plan.xlsx and more into the folder."""
    options = Options(time_limit, seed, 1 if deterministic else workers, deterministic)
    overrides = _overrides(settings, lang.value)
    _plan(roster, output, options, lang.value, as_json, overrides)


@app.command()
def check(
    roster: RosterFile,
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN.json", help="the plan to check")],
    as_json: AsJson = False,
    lang: LangOption = Language.zh,
) -> None:
    """Check a plan against its roster, rule by rule."""
    t = translator(lang.value)
    result = _read(roster, lang.value, as_json, {})
    if result.roster is None:
        _refuse_input(result, lang.value, as_json)
    try:
        document = Plan.from_json(plan_file.read_bytes())
    except (OSError, ValueError) as error:
        _fail(t(N_("{path} can't be read as a plan: {reason}"), path=plan_file, reason=error), 2)
    violations = check_plan(result.roster, document, straight_line(result.roster))
    physical = [v for v in violations if v.rule not in RULE or RULE[v.rule].physical]
    if as_json:
        rows = [
            v.model_dump(mode="json") | {"text": violation_sentence(v, result.roster, t)}
            for v in violations
        ]
        _print_json({"violations": rows, "physical": len(physical)})
    else:
        for violation in violations:
            sentence = violation_sentence(violation, result.roster, t)
            print(f"{rule_name(violation.rule, t)} [{violation.rule}]: {sentence}")
        print(
            t(N_("Every rule holds."))
            if not violations
            else t(
                N_("{count} violations, {physical} of them of rules that must never be broken."),
                count=len(violations),
                physical=len(physical),
            )
        )
    raise typer.Exit(FAILED if physical else SHORT if violations else MET)


def _plan(
    path: Path,
    folder: Path,
    options: Options,
    lang: Lang,
    as_json: bool,
    overrides: dict[str, str],
) -> NoReturn:
    t, console = translator(lang), Console(stderr=as_json)
    result = _read(path, lang, as_json, overrides)
    if result.roster is None:
        _refuse_input(result, lang, as_json)
    if not as_json:
        print_problems(console, result, t)
    progress = Progress(console, t, quiet=as_json)
    try:
        with (
            worker_pool(result.roster, options.workers) as executor,
            stop_on_interrupt(Console(stderr=True), t) as stop,
            progress.showing(),
        ):
            made = plan_round(
                result.roster,
                options,
                executor=executor,
                watch=Watch(progress=progress, stop=stop),
                roster_sha256=result.sha256,
            )
    except PlanRefused as refused:
        for violation in refused.violations[:20]:
            sentence = violation_sentence(violation, result.roster, t)
            print(f"{violation.rule}: {sentence}", file=sys.stderr)
        _fail(t(N_("The plan broke a rule that must hold, so nothing was written.")), FAILED)
    files = write_package(made, result.roster, folder, lang)
    status = MET if made.status == "met" else SHORT
    if as_json:
        _print_json(plan_document(made, result.roster, files, status, t))
    else:
        print_plan(console, made, result.roster, files, t)
    raise typer.Exit(status)


def _read(path: Path, lang: Lang, as_json: bool, overrides: dict[str, str]) -> ReadResult:
    t = translator(lang)
    if not path.is_file():
        message = t(N_("There is no file {path}."), path=path)
        if as_json:
            _print_json({"status": "wrong_input", "error": message})
            raise typer.Exit(WRONG_INPUT)
        _fail(message, WRONG_INPUT)
    return read_roster(path, overrides=overrides)


def _refuse_input(result: ReadResult, lang: Lang, as_json: bool) -> NoReturn:
    t = translator(lang)
    if as_json:
        _print_json(problems_document(result, t))
    else:
        print_problems(Console(stderr=True), result, t)
        print(
            t(N_("Nothing was planned. `masstest validate` marks the problems in your file.")),
            file=sys.stderr,
        )
    raise typer.Exit(WRONG_INPUT)


def _overrides(settings: list[str], lang: Lang) -> dict[str, str]:
    pairs = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            t = translator(lang)
            _fail(t(N_("--set needs NAME=VALUE, not {setting}."), setting=setting), WRONG_INPUT)
        pairs[name.strip()] = value.strip()
    return pairs


def _print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1, default=str))


def _fail(message: str, status: int) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(status)


def main() -> None:
    """Entry point of the `masstest` command."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
