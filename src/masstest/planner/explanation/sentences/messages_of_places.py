"""What is said of compounds and sites."""

from __future__ import annotations

from masstest.text import N_

COMPOUND = {
    "compound_out_of_scope": N_("Not in the scope of this round."),
    "compound_people": N_("{persons} to be sampled, {key} of key groups; zone: {zone}."),
    "compound_on_the_spot": N_("Sampled on the spot by doorstep teams, whole: {reason}."),
    "compound_homebound": N_("{persons} of them at home."),
    "compound_point": N_("{persons} go to {site}: {walk} (limit {limit}), {when}."),
    "compound_same_as_before": N_(
        "The same point as last time; another would cost {penalty} of walking per person."
    ),
    "compound_moved": N_(
        "Another point than last time, at a price of {penalty} of walking per person."
    ),
    "compound_uncovered": N_("{persons} have no point."),
    "compound_visit": N_("{persons} are sampled by {team}, {when}."),
    "compound_unvisited": N_("{persons} are not visited."),
    "nearest_already": N_("No site is nearer."),
    "nearer_excluded": N_("{site} is nearer ({walk}), but excluded by the roster."),
    "nearer_zone": N_("{site} is nearer ({walk}), but serves another zone: {zone}."),
    "nearer_hours": N_("{site} is nearer ({walk}), but not open in sampling hours."),
    "nearer_full": N_(
        "{site} is nearer ({walk}) and open, but full: it would need {lanes} and has room for "
        "{most}."
    ),
    "nearer_small": N_(
        "{site} is nearer ({walk}) and closed, and too small: it would need {lanes} and has room "
        "for {most}."
    ),
    "nearer_closed": N_(
        "{site} is nearer ({walk}), but closed: opening it would cost {spent} to save {saved}, "
        "{cost} on balance."
    ),
    "nearer_costlier": N_(
        "{site} is nearer ({walk}) and has room, but its lanes would cost {spent} to save "
        "{saved}, {cost} on balance."
    ),
    "nearer_better": N_(
        "{site} is nearer ({walk}) and would be better by {cost} if nothing else changed: the "
        "search stopped before finding it."
    ),
    "next_needs_samplers": N_("Any lane more needs a sampler, and samplers lack."),
    "next_open": N_(
        "Next-best open point: {site}, {extra} for each person; {more} more there (of {most}), "
        "{freed} fewer here; {cost} with all else as it is."
    ),
    "next_closed": N_(
        "Next-best closed site: {site}, {extra} for each person; it would open with {more} (of "
        "{most}), {freed} fewer here; {cost} with all else as it is."
    ),
    "next_open_full": N_("No other open point has room for them."),
    "next_open_none": N_("No other open point may serve them."),
    "next_closed_small": N_("No closed site near by is large enough for them."),
    "next_closed_none": N_("No closed site may serve them."),
    "next_measured": N_("All of them at {site}, the {sites} around planned again: {cost}."),
    "next_measured_about": N_(
        "All of them at {site}, the {sites} around planned again: about {cost}."
    ),
}

SITE = {
    "site_uncovered": N_("{persons} of them have no point: samplers lack."),
    "site_closed": N_("Not a point in this plan."),
    "site_required": N_("Open because the roster requires it."),
    "site_load": N_(
        "{persons} of {compounds} take {minutes}; with {lanes} (of {most}) each lane works "
        "{each}, {when}."
    ),
    "site_finish": N_("Done {at}, planned for {target} at the latest: {spare}."),
    "site_largest": N_("The largest part is {compound}: {persons}, {minutes} of the time."),
    "site_lane_more": N_("With one more lane it would be done {at}, {earlier} earlier."),
    "site_lanes_all": N_("All of its {most} are open: more need more room."),
    "site_lane_less": N_("With one lane less it would be done {at}: {spare}."),
    "source_no_pickup": N_("No run fetches its tubes."),
    "source_pickup": N_(
        "Pickup {at} by run {run}, {tubes}: the oldest has waited {waited} ({wait_spare}) and is "
        "{age} old at {lab} ({age_spare})."
    ),
    "site_next_open": N_(
        "If it closed, {persons} would find room, one compound at a time, at {sites}: {extra} for "
        "each."
    ),
    "site_next_full": N_("If it closed, no open point would have room for {compounds}."),
    "site_close_no_room": N_("If it closed, the sites around could not take its people in time."),
    "site_close_cost": N_(
        "If it closed and the {sites} around were planned again: {cost}, lanes "
        "{lanes}, points {points}."
    ),
    "site_close_cost_about": N_(
        "If it closed and the {sites} around were planned again: about {cost}, "
        "lanes {lanes}, points {points}."
    ),
    "site_excluded": N_("The roster excludes it."),
    "site_hours": N_("It may be used {when}, outside sampling hours."),
    "site_nobody": N_("Nobody who walks to a point lives within the walking limit."),
    "site_nobody_zone": N_("Nobody of its zone ({zone}) lives within the walking limit."),
    "site_in_reach": N_("{persons} of {compounds} live within the walking limit."),
    "site_price": N_("A point costs as much as {point} of walking, and {lane} for each lane."),
    "site_saving": N_("It is nearer than their point for {persons}: at most {saved} saved."),
    "site_no_saving": N_("It is nearer than their point for nobody."),
    "site_open_cost": N_(
        "If it opened and the {sites} around were planned again: {cost}, lanes "
        "{lanes}, points {points}."
    ),
    "site_open_cost_about": N_(
        "If it opened and the {sites} around were planned again: about {cost}, "
        "lanes {lanes}, points {points}."
    ),
}
