"""What is said of people, doorstep teams and roles."""

from __future__ import annotations

from masstest.text import N_

PERSON = {
    "person_hours": N_("{pool}; there {hours}, at most {most}."),
    "person_free": N_("No duty in this plan."),
    "person_duty": N_("{role} at {place}, {when}."),
    "person_pinned": N_("Pinned to {site} by the roster."),
    "person_pin_broken": N_("Pinned to {site} by the roster, but on duty elsewhere."),
    "person_way": N_("{distance} from home to the first place."),
    "person_others": N_(
        "{others} without a duty could do the same by every rule: {regular} regular, {reserve} "
        "reserve."
    ),
    "person_nearest_other": N_("The nearest of them is {person}: {distance} from home."),
    "person_reserve": N_("Called from the reserve: no regular {role} who could do it is free."),
    "person_reserve_avoidable": N_(
        "Called from the reserve although a regular {role} who could do it is free."
    ),
    "person_untrained": N_("Not trained on the day: can't sample."),
    "person_resting": N_("Rests until {at} after the last duty."),
    "person_not_needed": N_("Not needed as {role}: {used} serve, {left} more could."),
    "team_whole": N_("{people}; zone: {zone}; {persons} in {stops}."),
    "team_stop": N_("{compound}: {persons}, {when}, {between} after the stop before."),
    "team_end": N_("Done {at}, due {limit}: {spare}."),
    "role_whole": N_(
        "{listed} on the roster, {able} able on the day, {used} on duty ({reserve} from the "
        "reserve), {left} more could serve."
    ),
    "role_peak": N_("Most at once: {most}, from {at}."),
}
