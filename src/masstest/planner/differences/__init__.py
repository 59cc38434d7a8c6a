"""What is different between two plans, for whom, and what it costs or gains."""

from masstest.planner.differences.compare import differences
from masstest.planner.differences.facts import (
    CompoundChange,
    FigureChange,
    LabChange,
    Named,
    PlanDifferences,
    PointChange,
    RunChange,
    ShortageChange,
    StaffChange,
    StaffChangeKind,
    TeamChange,
    TermChange,
)
from masstest.planner.differences.rows import (
    ChangeKind,
    ChangeRow,
    change_kind_name,
    change_rows,
)
from masstest.planner.differences.sentences import difference_lines
from masstest.planner.differences.summary import summary

__all__ = [
    "ChangeKind",
    "ChangeRow",
    "CompoundChange",
    "FigureChange",
    "LabChange",
    "Named",
    "PlanDifferences",
    "PointChange",
    "RunChange",
    "ShortageChange",
    "StaffChange",
    "StaffChangeKind",
    "TeamChange",
    "TermChange",
    "change_kind_name",
    "change_rows",
    "difference_lines",
    "differences",
    "summary",
]
