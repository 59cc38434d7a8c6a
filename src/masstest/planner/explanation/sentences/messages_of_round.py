"""What is said of the whole round: deadlines, resources, gains, shortages."""

from __future__ import annotations

from masstest.text import N_

CHAIN = {
    "chain_no_sampling": N_("Nobody is sampled in this plan."),
    "chain_first": N_(
        "First sample {at}. Sampling has no pauses, so a late start is a late finish: {spare}."
    ),
    "chain_sampling": N_("Sampling ends {at}, due {limit} (planned for {target}): {spare}."),
    "chain_point": N_("Point {place} binds: {persons} at {lanes}, done {at}."),
    "chain_visit": N_("Doorstep sampling binds: {place} is done with {compound} ({persons}) {at}."),
    "chain_pickup": N_(
        "The last pickup is {at}. The tightest is {place}, run {run}: first sample {oldest}, "
        "picked up {picked_up}, at most {limit} later: {spare}."
    ),
    "chain_reception": N_(
        "The last specimens reach a laboratory {at}. The tightest are those of {place}, run {run}: "
        "first sample {oldest}, at {lab} {received}, at most {limit} old: {spare}."
    ),
    "chain_key_results": N_(
        "The last key-group result comes {at}, due {limit}: {spare}. {lab} binds: unloaded "
        "{unloaded}, {queue} in the queue, {testing} of testing."
    ),
    "chain_results": N_(
        "The last result comes {at}, due {limit}: {spare}. {lab} binds: unloaded {unloaded}, "
        "{queue} in the queue, {testing} of testing."
    ),
}

RESOURCES = {
    "use_role": N_("{role}: {used} on duty, {left} more could serve."),
    "use_role_all": N_("{role}: {used} on duty, nobody else could serve: this binds."),
    "use_lanes": N_(
        "Lanes: {used} of the {there} for which the {points} have room; {full} of them are full."
    ),
    "use_pairs": N_("Doorstep teams: {used}; there are people for {there} pairs."),
    "use_vehicles": N_("{kind}: {used} of {there} in use, {left} free."),
    "use_vehicles_all": N_("{kind}: {used} of {there} in use, none is left."),
    "use_lab_none": N_("{lab}: not used."),
    "use_lab": N_(
        "{lab}: {tubes} at {rate}, busy {share} of the time between its first start {begin} and "
        "its last {end}; longest wait {wait}."
    ),
    "use_lab_day": N_("{lab}: {used} of its day limit of {there} used, {left} left."),
    "use_lab_day_all": N_("{lab}: its day limit of {there} is used up: this binds."),
    "use_stock": N_("{item}: {used} of {there} sent, {left} left."),
    "item_most": N_("{place} gets the most: {quantity}."),
}

GAINS = {
    "gain_lane": N_(
        "One more lane at {site}, the last to finish, would end it {at} instead of {before}: "
        "{earlier} earlier, and all sampling {all_earlier} earlier."
    ),
    "gain_lane_alone": N_(
        "One more lane at {site}, the last to finish, would end it {at} instead of {before}: "
        "{earlier} earlier. Other places end as late, so all sampling would end as it does."
    ),
    "gain_lane_no_room": N_("But {site} has all of its {most} open already."),
    "gain_sampler_short": N_(
        "Samplers bind: {supply} can work at points, and each one more would let {persons} more "
        "be sampled."
    ),
    "gain_time": N_(
        "Points planned again with the same samplers: {persons} more have a point, so the plan "
        "gains from a longer time limit."
    ),
    "gain_sampler_measured": N_("Points planned again with {more}: {persons} more have a point."),
    "gain_sampler_measured_none": N_(
        "Points planned again with {more}: nobody more has a point, so it takes more of them."
    ),
    "gain_sampler_reserve": N_(
        "One more regular sampler would save a call to the reserve, no more: {called} of it "
        "sample in this plan."
    ),
    "gain_sampler_none": N_(
        "One more sampler would gain nothing: {left} who could sample are not on duty."
    ),
    "gain_vehicle_none": N_(
        "One more specimen vehicle would gain nothing: {left} stay in the garage."
    ),
    "gain_crew_binds": N_("Crews bind: drivers and couriers make {crews}."),
    "gain_vehicle_measured": N_(
        "One more specimen vehicle with its crew, transport planned again: key results "
        "{key_change}, all results {change}, oldest specimen {age_change}; missed targets "
        "{late} → {late_then}."
    ),
    "gain_vehicle_measured_none": N_(
        "One more specimen vehicle with its crew, transport planned again: results no earlier, "
        "no target met that is missed now."
    ),
    "gain_lab_none": N_(
        "{more} more at {lab} would gain nothing: its last tubes don't wait as it is."
    ),
    "gain_lab": N_("{more} more at {lab}: its last result {at}, {earlier} earlier."),
    "gain_lab_key": N_(
        "{more} more at {lab}: its last key-group result {key_at}, {key_earlier} earlier; its "
        "last result {at}, {earlier} earlier."
    ),
}

RULES = {
    "rule_requires": N_("{requirement}"),
    "rule_holds": N_("It holds everywhere in this plan."),
    "rule_missed": N_("It is missed in {cases}."),
    "rule_case": N_("{violation}"),
}

SHORTAGES = {
    "shortage": N_("{shortage}."),
    "remedy": N_("What would do: {advice}."),
    "remedies_together": N_(
        "The remedies of the plan are meant together: one without the others may not do."
    ),
    "remedy_sooner": N_("What would do: {least} less."),
}
