"""`rehearse --live`: one day played against a running server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console

from masstest.cli.app import FAILED, MET, SHORT, WRONG_INPUT, fail, print_json
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.playing import Check, Played, PlayRefused, Tokens, play
from masstest.rehearsal.script import Channel, Faults, scripted_day, sendings
from masstest.text import N_, Lang, Translator, translator

_HOLDS = {
    "events_kept": N_("{count} events sent, each on record once"),
    "events_refused": N_("{count} events acknowledged, none refused"),
    "boxes_accounted": N_("{count} boxes, every one accounted for"),
    "boxes_true": N_("{count} boxes where they were, with their tubes and seals"),
    "figures_true": N_("{count} figures of the board, all equal to the truth"),
    "held": N_("{count} wrong counts and seals, every one held"),
}
_FAILS = {
    "events_kept": N_("{wrong} of {count} events are not on record once"),
    "events_refused": N_("{wrong} of {count} events were refused"),
    "boxes_accounted": N_("{wrong} of {count} boxes are not accounted for"),
    "boxes_true": N_("{wrong} differences in {count} boxes"),
    "figures_true": N_("{wrong} of {count} figures of the board differ from the truth"),
    "held": N_("{wrong} of {count} wrong counts and seals were not held"),
}


@dataclass(frozen=True)
class Playing:
    """The options of a played day."""

    url: str
    round_id: str | None
    token: str | None
    tokens: Path | None
    speed: float
    duplicates: float
    late: float
    wrong_counts: float
    missing: float
    seed: int


def play_live(
    options: Playing,
    plan: Plan,
    roster: Roster,
    travel: Travel,
    breakdowns: tuple[Breakdown, ...],
    lang: Lang,
    as_json: bool,
) -> NoReturn:
    """Play the day; exit status 0 if the service told the truth at the end, 3 if not."""
    t = translator(lang)
    tokens = _tokens(options, t)
    script = scripted_day(
        plan,
        roster,
        options.seed,
        travel=travel,
        breakdowns=breakdowns,
        faults=Faults(wrong_counts=options.wrong_counts),
    )
    channel = Channel(options.duplicates, options.late, options.missing)
    sent = sendings(script, channel, options.seed)
    console = Console(stderr=True)
    total = len(script.events) + sent.duplicates - len(sent.missing)
    try:
        with console.status(t(N_("Playing the day …"))) as status:

            def tell(done: int) -> None:
                status.update(t(N_("{done} of {total} events sent"), done=done, total=total))

            played = asyncio.run(
                play(
                    script,
                    sent,
                    plan,
                    options.url,
                    tokens,
                    round_id=options.round_id,
                    speed=options.speed,
                    progress=tell,
                )
            )
    except* PlayRefused as group:
        refused = _first(group)
        message = t(N_("The server at {url} did not take it: {detail}"), url=options.url,
                    detail=str(refused))  # fmt: skip
        if as_json:
            print_json({"status": "failed", "error": message})
        fail(message, WRONG_INPUT if refused.status in (401, 403, 404) else FAILED)
    code = MET if played.holds else SHORT
    if as_json:
        print_json(played_document(played) | {"exit_status": code})
    else:
        for line in played_lines(played, t):
            print(line)
    raise typer.Exit(code)


def _first(group: BaseExceptionGroup[PlayRefused]) -> PlayRefused:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    assert isinstance(found, PlayRefused)
    return found


def _tokens(options: Playing, t: Translator) -> Tokens:
    known: dict[str, str] = {} if options.token is None else {"*": options.token}
    if options.tokens is not None:
        try:
            read = json.loads(options.tokens.read_bytes())
        except (OSError, ValueError) as error:
            reason = str(error)
            message = N_("{path} can't be read as tokens: {reason}")
            fail(t(message, path=options.tokens, reason=reason), WRONG_INPUT)
        if not isinstance(read, dict) or not all(isinstance(v, str) for v in read.values()):
            reason = '{"*": "…", "office": "…", "point/S001": "…"}'
            message = N_("{path} can't be read as tokens: {reason}")
            fail(t(message, path=options.tokens, reason=reason), WRONG_INPUT)
        known |= read
    if not known:
        fail(t(N_("--live needs --token or --tokens.")), WRONG_INPUT)
    return Tokens(known)


def played_document(played: Played) -> dict[str, Any]:
    """A played day as one JSON document."""
    return {
        "holds": played.holds,
        "checks": [asdict(check) | {"holds": check.holds} for check in played.checks],
        "phones": played.phones,
        "events": played.events,
        "duplicates": played.duplicates,
        "late": played.late,
        "missing": played.missing,
        "outcomes": dict(sorted(played.sent.outcomes.items())),
        "requests": played.traffic.requests,
        "retries": played.traffic.retries,
        "p50_ms": round(played.traffic.percentile_ms(0.5), 1),
        "p99_ms": round(played.traffic.percentile_ms(0.99), 1),
        "wall_s": round(played.wall_s, 1),
    }


def played_lines(played: Played, t: Translator) -> list[str]:
    """A played day for the terminal."""
    lines = [
        t(
            N_(
                "{phones} phones sent {events} events ({duplicates} again, {late} late, {missing} "
                "never) in {seconds} s; {retries} tries failed and were repeated."
            ),
            phones=played.phones,
            events=played.events,
            duplicates=played.duplicates,
            late=played.late,
            missing=played.missing,
            seconds=f"{played.wall_s:.0f}",
            retries=played.traffic.retries,
        )
    ]
    for check in played.checks:
        lines.append(_check_line(check, t))
        lines.extend(f"    {wrong}" for wrong in check.wrong)
    verdict = (
        N_("It holds: the service tells the truth that was played.")
        if played.holds
        else N_("It does not hold.")
    )
    return [*lines, t(verdict)]


def _check_line(check: Check, t: Translator) -> str:
    if check.holds:
        return "  ✓ " + t(_HOLDS[check.kind], count=check.count)
    return "  ✗ " + t(_FAILS[check.kind], count=check.count, wrong=check.wrong_count)
