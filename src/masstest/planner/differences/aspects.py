"""What kind of change it is, in a few words: "opens", "another laboratory", "620 go elsewhere"."""

from __future__ import annotations

from masstest.planner.differences.facts import (
    CompoundChange,
    PointChange,
    RunChange,
    ShortageChange,
    StaffChange,
    StaffChangeKind,
    TeamChange,
)
from masstest.text import N_, Translator
from masstest.text.sentences import quantity

_STAFF_CHANGE = {
    StaffChangeKind.called: N_("called up"),
    StaffChangeKind.released: N_("released"),
    StaffChangeKind.place: N_("another place"),
    StaffChangeKind.role: N_("another role"),
    StaffChangeKind.time: N_("another time"),
    StaffChangeKind.lane: N_("another lane"),
}
_RUN_ASPECT = {
    "vehicle": N_("another vehicle"),
    "stops": N_("other stops"),
    "times": N_("other times"),
    "lab": N_("another laboratory"),
    "tubes": N_("another number of tubes"),
}


def point_aspect(change: PointChange, t: Translator) -> str:
    if change.before is None:
        return t("opens")
    return t("stays closed") if change.after is None else t("other lanes or hours")


def compound_aspects(change: CompoundChange, t: Translator) -> list[str]:
    """How many people go elsewhere, come at another time, are new, have none any more."""
    counts = (
        (change.elsewhere, N_("{people} go elsewhere")),
        (change.retimed, N_("{people} come at another time")),
        (change.gained, N_("{people} are new")),
        (change.lost, N_("{people} have none any more")),
    )
    return [t(m, people=quantity(n, "persons", t)) for n, m in counts if n]


def staff_aspects(change: StaffChange, t: Translator) -> str:
    return t(", ").join(t(_STAFF_CHANGE[kind]) for kind in change.kinds)


def team_aspects(change: TeamChange, t: Translator) -> str:
    if change.before_id is None:
        return t("new")
    if change.after_id is None:
        return t("dissolved")
    found = ((change.stops_changed, N_("other stops")), (change.staff_changed, N_("other people")))
    return t(", ").join(t(message) for changed, message in found if changed)


def run_aspects(change: RunChange, t: Translator) -> str:
    if change.before is None:
        return t("new")
    if change.after is None:
        return t("dropped")
    return t(", ").join(t(_RUN_ASPECT[aspect]) for aspect in dict.fromkeys(change.changed))


def shortage_aspect(change: ShortageChange, t: Translator) -> str:
    if change.after is None:
        return t("no longer short")
    return t("newly short") if change.before is None else t("still short")


def verdict(better: bool | None, t: Translator) -> str:
    """Whether a figure is better or worse than it was; nothing where neither is."""
    return {True: t("better"), False: t("worse"), None: ""}[better]
