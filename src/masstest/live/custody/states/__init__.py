"""Points, teams, vehicles, laboratories, tubes, retests and findings as the events say."""

from masstest.live.custody.states.calls import Call, Waste
from masstest.live.custody.states.findings import FindingState, LightConfirmation
from masstest.live.custody.states.labs import Batch, LabState
from masstest.live.custody.states.points import PointState, PointStatus, Reading, StatusChange
from masstest.live.custody.states.series import Series
from masstest.live.custody.states.teams import StopDone, TeamState
from masstest.live.custody.states.tubes import RetestState, Scan, TubeFlag, TubeState
from masstest.live.custody.states.vehicles import RunConfirmation, VehicleState, VehicleStop

__all__ = [
    "Batch",
    "Call",
    "FindingState",
    "LabState",
    "LightConfirmation",
    "PointState",
    "PointStatus",
    "Reading",
    "RetestState",
    "RunConfirmation",
    "Scan",
    "Series",
    "StatusChange",
    "StopDone",
    "TeamState",
    "TubeFlag",
    "TubeState",
    "VehicleState",
    "VehicleStop",
    "Waste",
]
