"""Saves the made-up districts: ``python -m masstest.demo.save [--to fixtures] [--plan plan.json]``.

Each case gets a folder with `roster.xlsx` and `ORIGIN.md`. With the plan of `weibin`, its next
day is saved as `weibin-day2`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from masstest.demo.arithmetic import arithmetic
from masstest.demo.build import CASES, make_roster
from masstest.demo.next_day import next_day
from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster
from masstest.sheets import write_roster

SEED = 1
DAY2 = "weibin-day2"
_ABOUT = {
    "town": "A town of 12,000 people that has everything in small: planned in seconds.",
    "weibin": (
        "Weibin district of Baoji with the numbers reported of a real round: 310,000 people, 10 "
        "streets and towns, 53 communities, 44 villages, 627 compounds (and 23 hotels and homes "
        "where people are sampled on the spot). Enough of everything: a plan can meet every rule."
    ),
    "huiji": (
        "Huiji district of Zhengzhou with the numbers reported of a real round: 550,000 people, "
        "92 villages and communities, 185 regular and 472 reserve samplers, 32 % in key groups. "
        "Samplers alone are too few: with more of them a plan can meet every rule."
    ),
    DAY2: (
        "The day after `weibin`: ten compounds change zone, two sites are lost, five per cent of "
        "the staff are ill; places, duties and rest are carried over from the first day's plan."
    ),
}
_INVENTED = (
    "Streets, head counts and resources follow what was reported; people, phone numbers, plates, "
    "compounds' names and coordinates are invented. Phone numbers begin with 100, which no "
    "network has given out, and plates hold the character 演 (exercise)."
)


def save(folder: Path, name: str, roster: Roster, made_by: str) -> None:
    """Write `roster.xlsx` and `ORIGIN.md` of one case into `folder`/`name`."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    write_roster(roster, place / "roster.xlsx", "zh")
    (place / "ORIGIN.md").write_text(origin(name, roster, made_by), encoding="utf-8")


def origin(name: str, roster: Roster, made_by: str) -> str:
    """What a saved case is, how it was made, and the arithmetic of its needs."""
    people = sum(compound.population for compound in roster.compounds)
    key = sum(compound.key_population for compound in roster.compounds)
    roles = Counter(role for person in roster.staff for role in person.roles)
    in_roles = ", ".join(f"{roles[role]} {role.value}" for role in Role)
    zones = Counter(compound.zone for compound in roster.compounds)
    in_zones = ", ".join(f"{number} {zone.value}" for zone, number in sorted(zones.items()))
    lines = [
        f"# {name}",
        "",
        _ABOUT[name],
        "",
        f"Made by `{made_by}` ({roster.round.district}, {roster.round.date}).",
        _INVENTED,
        "",
        "| what | number |",
        "|---|---|",
        f"| people | {people:,} (key groups {key:,}) |",
        f"| compounds | {len(roster.compounds)} ({in_zones}) |",
        f"| candidate sites | {len(roster.sites)} |",
        f"| staff | {len(roster.staff):,} ({in_roles}; one person may have several) |",
        f"| vehicles | {len(roster.vehicles)} |",
        f"| laboratories | {len(roster.labs)} |",
        "",
        "What a round needs at least, reckoned without a plan:",
        "",
        "| what | need | have | reckoning |",
        "|---|---|---|---|",
        *(
            f"| {what} | {need:,} | {have:,} | {note} |"
            for what, need, have, note in arithmetic(roster)
        ),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Save the made-up districts.")
    parser.add_argument("--to", type=Path, default=Path("fixtures"), help="folder of the cases")
    parser.add_argument("--plan", type=Path, help="plan.json of weibin, for its next day")
    options = parser.parse_args()
    for case in CASES:
        made_by = f'make_roster("{case}", seed={SEED})'
        save(options.to, case, make_roster(case, SEED), made_by)
    if options.plan is not None:
        plan = Plan.from_json(options.plan.read_bytes())
        after = next_day(make_roster("weibin", SEED), plan, SEED)
        made_by = f'next_day(make_roster("weibin", seed={SEED}), plan, seed={SEED})'
        save(options.to, DAY2, after, made_by)


if __name__ == "__main__":
    main()
