"""What is assumed of a day before it has shown otherwise, with unit and source of each.

``BG`` marks field background for which no measurement was found. All of it gives way to what
the points and teams report.
"""

from __future__ import annotations

from typing import Final

USUAL_TURNOUT: Final = 0.92  # share of those due who come; Weibin 92 %, Wuhan 92.9 %
TURNOUT_DAY_SD: Final = 0.03  # BG
TURNOUT_COMPOUND_SD: Final = 0.03  # of one compound against the day's; BG
TURNOUT_LEAST: Final = 0.80  # fewer than this share were never reported: it is the lanes, then
ARRIVAL_LEAD_MIN: Final = 3.0  # people come a little before their turn; BG
LATECOMERS_MIN: Final = 7.0  # the last one is sampled so long after the planned closing; BG
LATECOMERS_SD_MIN: Final = 4.0  # BG

LANE_PACE_SD: Final = 0.065  # of a point's pace, as a logarithm; Xi'an: 100 to 147 an hour
LANE_PACE_DRIFT: Final = 0.03  # how much it changes over the rest of the day; BG

TEAM_TURNOUT: Final = 0.98  # at the door; BG
TEAM_PACE_SD: Final = 0.083  # BG
PERSON_SD: Final = 0.42  # one person at the door against the mean at the team's pace; BG
SETTING_UP_SD: Final = 0.2  # of a visit's minutes that are nobody's own; BG
WAY_SD: Final = 0.15  # one way between visits; BG
LONGEST_WAY_MIN: Final = 45.0  # more than that between two visits is a rest; BG

OPENING_DELAY_MIN: Final = 10.0  # a point that should be open and isn't will be; BG
PAUSE_MIN: Final = 15.0  # a pause lasts; BG
RECENT_MIN: Final = 60.0  # the pace of this last hour counts as much as that of the whole day
"""Minutes over which a change of pace (rain, a lane lost) shows."""

ROAD_SD_MIN: Final = 12.0  # of a delivery against its plan, once lateness is known; BG
LAB_PACE_SD: Final = 0.06  # BG
TURNAROUND_SD: Final = 0.04  # BG
