"""What is in the archive, said in both languages."""

from __future__ import annotations

from masstest.text import N_, Lang, translator

_FILES = (
    ("plan.json, roster.json", N_("the plan in force last, and the roster it was made from")),
    ("plans/", N_("every plan that was in force, by the number of its publication")),
    ("publications.json", N_("when each plan came into force and when it was withdrawn")),
    ("events.jsonl", N_("everything that was reported, in the order in which it came")),
    ("events.csv", N_("the same as a table for spreadsheets")),
    ("ledger.json", N_("what the events come to: boxes, points, teams, vehicles, laboratories")),
    ("alerts.json", N_("alerts, whom they were told to, and who acknowledged them")),
    ("proposals.json", N_("changes of the plan that were proposed during the day")),
    ("summary.json, summary.zh.xlsx, summary.en.xlsx", N_("the daily summary and zero report")),
    ("learned.json", N_("rates as they were, for the next round")),
    ("manifest.json", N_("size and SHA-256 of every other file")),
)


def readme(*, district: str, date: str, number: int, events: int, is_whole: bool) -> str:
    """The text of README.txt."""
    return "\n\n".join(
        _told(lang, district, date, number, events, is_whole) for lang in ("zh", "en")
    )


def _told(lang: Lang, district: str, date: str, number: int, events: int, is_whole: bool) -> str:
    t = translator(lang)
    lines = [
        t(
            N_("Record of the round {district}, {date}, number {number}; events: {events}"),
            district=district,
            date=date,
            number=number,
            events=events,
        ),
        "",
        *(f"{names}: {t(words)}" for names, words in _FILES),
        "",
        t(N_("Times of events are local, with their zone; at_min counts minutes since 00:00.")),
        t(N_("An event is never changed: a mistake was put right by a later event that names it.")),
        t(N_("Names and phones are complete: keep this file from whoever may not know them."))
        if is_whole
        else t(N_("Names and phones that its maker may not see were left out.")),
    ]
    return "\n".join(lines) + "\n"
