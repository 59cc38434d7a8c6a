"""What the board shows: frozen, JSON-able, without names or phones of staff.

Times are float minutes since 00:00 local time of the round's date, as in the events. `persons`
includes key persons and `tubes` key tubes. A figure that could not be known is None.
"""

from masstest.live.shapes.areas import Area, Progress
from masstest.live.shapes.boxes import BoxLine, Retest
from masstest.live.shapes.deadlines import Clock, ClockFigures, Deadline
from masstest.live.shapes.missed import CatchUp, Missed, MissedCompound
from masstest.live.shapes.outlook import Expected, Signal
from masstest.live.shapes.places import LabBoard, LabShare, Source, SourceState, VehicleBoard
from masstest.live.shapes.whole import Board
from masstest.live.shapes.wrong import Action, Fact, Facts, Owner, Wrong

__all__ = [
    "Action",
    "Area",
    "Board",
    "BoxLine",
    "CatchUp",
    "Clock",
    "ClockFigures",
    "Deadline",
    "Expected",
    "Fact",
    "Facts",
    "LabBoard",
    "LabShare",
    "Missed",
    "MissedCompound",
    "Owner",
    "Progress",
    "Retest",
    "Signal",
    "Source",
    "SourceState",
    "VehicleBoard",
    "Wrong",
]
