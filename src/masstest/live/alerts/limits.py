"""From when on something is told: every limit with its unit and where it comes from.

BG: background knowledge of the field, for want of a published figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from masstest.domain.roster import Roster


@dataclass(frozen=True)
class Limits:
    """Limits of the conditions. Attributes end in their unit.

    Attributes
    ----------
    opening_amber_min, opening_red_min : a point that isn't open so long after it should be (BG)
    team_amber_min, team_red_min : a doorstep team whose first stop should have been done so long
        ago (BG: there they have other things to do than to report)
    finish_amber_min : a point that is expected to finish within this of the sampling deadline,
        half of what the plan leaves (BG); past the deadline it is red
    finish_known_after_min : what a point has reported by so long after opening tells little (BG)
    easing_min : what was told as late is no longer so only when it is better by this (BG)
    specimen_amber_min : 3 h from the first sample to reception (a warning before the limit)
    specimen_red_min : 4 h at room temperature (NHC; the roster's ``specimen_age_max_min``)
    silent_amber_min, silent_red_min : nothing heard so long after a planned stop (BG)
    lab_late_min : results expected so much later than planned (BG)
    lab_waiting_min : as much work waits as the laboratory does in this time: tubes keep for
        4 h at room temperature (NHC)
    help_lasts_min : a call for help is told for so long after it (BG)
    supplies_last_min : a shortage is told for so long after it was last reported (BG)
    retest_due_min : 7 h from a pool positive to its confirmation (Shunyi)
    retest_amber_min : so long before that it is late (BG)
    """

    opening_amber_min: float = 10
    opening_red_min: float = 30
    team_amber_min: float = 30
    team_red_min: float = 60
    finish_amber_min: float = 15
    finish_known_after_min: float = 45
    easing_min: float = 5
    specimen_amber_min: float = 180
    specimen_red_min: float = 240
    silent_amber_min: float = 20
    silent_red_min: float = 45
    lab_late_min: float = 60
    lab_waiting_min: float = 240
    help_lasts_min: float = 60
    supplies_last_min: float = 120
    retest_due_min: float = 420
    retest_amber_min: float = 60


def limits_of(roster: Roster) -> Limits:
    """The limits where the roster's parameters say something of their own.

    A warning comes at three quarters of the specimen's age limit: 3 h of 4.
    """
    oldest_min = float(roster.parameters.specimen_age_max_min)
    return Limits(
        finish_amber_min=roster.parameters.finish_margin_min / 2,
        specimen_amber_min=0.75 * oldest_min,
        specimen_red_min=oldest_min,
    )
