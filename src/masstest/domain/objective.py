"""What the stages minimise: term names and weights, shared by solvers and the checker.

A stage's objective is the sum of its terms. Each side computes every term by its own code.
The weights put target rules far above quality, in the order of the rules.
"""

from __future__ import annotations

# location, in metres walked (person-metres)
UNCOVERED_PERSON_M = 1_000_000.0  # term "uncovered": per walking person without a point
UNCOVERED_KEY_PERSON_M = 1_000_000.0  # ... and once more if it is a key person
LATE_POINT_MIN_M = 50_000.0  # term "late": per point and minute beyond finish_target
# term "reserve": per lane and minute of a point's last sample beyond the time at ease, which lies
# finish_reserve_share of its hours before the deadline
FINISH_RESERVE_LANE_MIN_M = 1_000.0
OVER_LIMIT_M = 10.0  # term "over_limit": per person and metre beyond the walking limit
# term "walk": persons x walk_m; "points": point_cost_m each; "lanes": lane_cost_m each;
# term "moves": move_penalty_m per person whose site is none of the compound's previous ones

# rostering, in metres of way to the place
MISSING_ROLE_MIN_M = 1_000_000.0  # term "missing": per role-minute without a person
# term "reserve": reserve_call_penalty per reserve person with a duty
# term "commute": home to first place of duty, metres, per person with a duty
ZONE_CHANGE_M = 5_000.0  # term "zone_change": per person whose last_zone is of another group
PIN_BROKEN_M = 100_000.0  # term "pins": per pinned person on duty elsewhere though the site is open
TEAM_SPLIT_M = 500.0  # term "team_split": per person on duty away from the team's main place
# term "duties": per earlier duty of a person with a duty, the larger of DUTY_SO_FAR_M and
# DUTY_ABOVE_WAY_M more than the longest way from any home to any place of the district, in
# whole kilometres. Whoever is relieved by somebody with fewer duties changes the other terms by
# less: a way, a zone, a team. So turns are taken, however far people live.
DUTY_SO_FAR_M = 20_000.0
DUTY_ABOVE_WAY_M = 10_000.0

# planning again, beside the stages' own terms: who must be told of a change
STAFF_TOLD_M = 3_000.0  # per person on duty, before or now, with another place, role or time
RESIDENT_MOVED_M = 1_000.0  # per resident who gets another point
RESIDENT_RETIMED_M = 200.0  # per resident who gets another slot
RUN_CHANGED_MIN = 30.0  # per specimen run that goes elsewhere or at another time

# transport, in minutes driven
LATE_RESULT_MIN = 1_000.0  # term "late_results": per minute a deadline is missed, per lab
OVERAGE_MIN = 1_000.0  # term "overage": per delivery and minute beyond specimen_age_max_min
LATE_PICKUP_MIN = 100.0  # term "late_pickup": per pickup and minute beyond the interval
# terms "key_reserve" and "result_reserve": per laboratory and minute of its (key) results beyond
# the target that lies key_result_margin_min (result_margin_min) before their deadline; term
# "age_reserve": per delivery and minute of its oldest specimen beyond the age that lies
# specimen_age_margin_min below the limit
TRANSPORT_RESERVE_MIN = 10.0
SPECIMEN_VEHICLE_MIN = 300.0  # term "vehicles": per specimen vehicle used
# term "drive": minutes driven with runs: from the vehicle's place to the first stop, between
# stops, and from a lab to the next run's first stop (not the way home)
TUBE_AGE_MIN = 0.0005  # term "age": per tube and minute between oldest_sample_at and delivery
LAB_WAIT_MIN = 0.0002  # term "lab_wait": per tube and minute waiting at a lab for its start

# doorstep, in minutes
UNVISITED_PERSON_MIN = 1_000_000.0  # term "unvisited": per doorstep person not visited
LATE_STOP_MIN = 1_000.0  # term "late": per stop and minute beyond the doorstep deadline
TEAM_MIN = 240.0  # term "teams": per team
# term "reserve": per minute of a team's last departure beyond the target that lies
# doorstep_margin_min before the deadline. A team more is worth it where it wins 48 minutes in all,
# most of the default margin: a lone tour can win no more than that, and should be able to.
DOORSTEP_RESERVE_MIN = 5.0
# term "travel": minutes between a team's consecutive stops

# supplies, in minutes
MISSING_PACK_MIN = 1_000.0  # term "missing": per pack (pack_size units) short of the need
LATE_KIT_MIN = 100.0  # term "late": per point and minute its kit comes after open_from
SUPPLY_VEHICLE_MIN = 60.0  # term "vehicles": per vehicle used
# term "drive": minutes driven from the vehicle's place through the stops (not the way home)

# waste, in minutes
LATE_WASTE_MIN = 100.0  # term "late": per point and minute beyond waste_deadline_h
WASTE_VEHICLE_MIN = 60.0  # term "vehicles": per vehicle used
# term "drive": as for supplies

# officials: term "missing": points x tiers without a person
MISSING_OFFICIAL = 1.0
