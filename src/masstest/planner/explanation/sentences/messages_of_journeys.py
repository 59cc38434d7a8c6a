"""What is said of runs, vehicles and laboratories."""

from __future__ import annotations

from masstest.text import N_

RUN = {
    "run_whole": N_("{vehicle}, {when}: {tubes} aboard, room for {capacity}."),
    "run_pickup": N_(
        "{at} {place}: {tubes}, waited {waited} ({wait_spare}), {age} old at the laboratory "
        "({age_spare})."
    ),
    "run_delivery": N_("{at} {lab}: {tubes}, {key} of key groups."),
    "run_binds": N_("{spare} for the whole run: {reason} binds."),
    "run_limit": N_("For {reason}: {spare}."),
    "run_room": N_("Room aboard for {room} more."),
    "run_full": N_("The vehicle is full ({capacity})."),
    "vehicle_hours": N_("{kind}, room for {capacity}, {hours}."),
    "vehicle_unused": N_("Not used in this plan: free for another task."),
    "vehicle_runs": N_("{runs}, {minutes} under way."),
    "vehicle_run": N_("Run {run}: {when}."),
    "vehicle_idle": N_("Free {when}: {minutes}."),
}

LAB = {
    "lab_unused": N_("Nothing is brought there in this plan."),
    "lab_load": N_(
        "{tubes} in {deliveries}, {key} of key groups; it starts {rate}; longest wait {wait}."
    ),
    "lab_hour": N_("From {at}: {received} received, {started} started, {waiting} waiting."),
    "lab_needs": N_("{more} more at {lab} would end the lateness with the same deliveries."),
    "lab_too_late_anyway": N_(
        "No speed would do at {lab}: its last tubes come too late, or beyond its day limit."
    ),
    "lab_room": N_("It could take {tubes} more with the last delivery {at} and still be in time."),
}
