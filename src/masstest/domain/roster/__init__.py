"""The roster: what a coordinator uploads in the evening, validated and frozen.

Column names are those of the roster workbook. All times are `Minute` (whole minutes since
00:00 of the round's date). Coordinates are WGS-84 degrees: whoever reads a roster in another
system converts on the way in.
"""

from masstest.domain.roster.labs import Lab, LabKind
from masstest.domain.roster.people import Level, Official, Role, Staff, StaffPool
from masstest.domain.roster.places import (
    Compound,
    CompoundKind,
    Previous,
    Setting,
    Site,
    SiteKind,
    SiteStatus,
)
from masstest.domain.roster.ranges import Count, Lat, Lon, PoolSize
from masstest.domain.roster.round import Crs, Round, Scope, TransportMode
from masstest.domain.roster.supplies import SupplyItem
from masstest.domain.roster.vehicles import Vehicle, VehicleKind
from masstest.domain.roster.whole import ROW_TYPES, Demand, Roster
from masstest.domain.roster.zones import Zone, ZoneClass, ZoneGroup

__all__ = [
    "ROW_TYPES",
    "Compound",
    "CompoundKind",
    "Count",
    "Crs",
    "Demand",
    "Lab",
    "LabKind",
    "Lat",
    "Level",
    "Lon",
    "Official",
    "PoolSize",
    "Previous",
    "Role",
    "Roster",
    "Round",
    "Scope",
    "Setting",
    "Site",
    "SiteKind",
    "SiteStatus",
    "Staff",
    "StaffPool",
    "SupplyItem",
    "TransportMode",
    "Vehicle",
    "VehicleKind",
    "Zone",
    "ZoneClass",
    "ZoneGroup",
]
