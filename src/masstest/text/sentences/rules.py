"""The rules in words: a short name and the requirement in one line."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.text import N_, Translator

_RULES: Mapping[str, tuple[str, str]] = {
    "full_coverage": (
        N_("Full coverage"),
        N_("Every walking person in scope has a point, or a doorstep visit if homebound."),
    ),
    "zone_separation": (
        N_("Zones apart"),
        N_("A point stands in the zone it serves, and serves compounds of that zone only."),
    ),
    "site_available": (
        N_("Usable sites"),
        N_("Only usable sites open, within their hours; required ones do, excluded ones don't."),
    ),
    "lane_limit": (
        N_("Lane limit"),
        N_("A point has at least one lane, and no more than its site has room for."),
    ),
    "walking_limit": (
        N_("Walking limit"),
        N_("Nobody walks further than the limit for town or country."),
    ),
    "sampling_deadline": (
        N_("Sampling deadline"),
        N_("Every point is done the planned margin before the sampling deadline."),
    ),
    "queue_limit": (
        N_("Queue limit"),
        N_("A slot books no more people than the lanes can sample within the longest wait."),
    ),
    "role_cover": (
        N_("Posts filled"),
        N_("Every open lane and every point has its people, every minute."),
    ),
    "required_skill": (
        N_("Right role"),
        N_("People are on duty in roles that they have on the roster."),
    ),
    "training_valid": (
        N_("Training valid"),
        N_("Samplers and doorstep staff are trained on the day."),
    ),
    "one_place": (
        N_("One place at a time"),
        N_("Nobody has two duties at once, and there is time for the way between them."),
    ),
    "availability": (
        N_("Within working hours"),
        N_("Duties lie within a person's hours, and their total within the person's limit."),
    ),
    "stint_limit": (
        N_("Stint limit"),
        N_("Nobody wears a protective suit too long at a stretch, and all rest between stints."),
    ),
    "min_rest": (
        N_("Rest since last duty"),
        N_("Everybody has rested long enough since the last duty of the round before."),
    ),
    "zone_staff": (
        N_("Staff of one zone"),
        N_("Nobody serves two zones in one round."),
    ),
    "regular_first": (
        N_("Regular staff first"),
        N_("Reserve staff are called up only where no regular is left."),
    ),
    "tube_conservation": (
        N_("Tubes accounted for"),
        N_("Every tube is picked up once and delivered once."),
    ),
    "vehicle_capacity": (
        N_("Vehicle capacity"),
        N_("No vehicle carries more tubes than it has room for."),
    ),
    "vehicle_hours": (
        N_("Vehicle hours"),
        N_("Runs lie within the vehicle's hours and don't overlap."),
    ),
    "drive_time": (
        N_("Driving time"),
        N_("There is time for the way between stops, and for the work at each of them."),
    ),
    "crew_of_two": (
        N_("Crew of two"),
        N_("Every run has a driver and a courier who are nowhere else at that time."),
    ),
    "pickup_interval": (
        N_("Pickup interval"),
        N_("No tube waits longer for its pickup than the interval allows."),
    ),
    "specimen_age": (
        N_("Specimen age"),
        N_("Specimens reach a laboratory before they are too old."),
    ),
    "sealed_vehicle": (
        N_("Sealed-zone specimens apart"),
        N_("Sealed-zone specimens travel alone, in vehicles and to laboratories fit for them."),
    ),
    "lab_hours": (
        N_("Laboratory hours"),
        N_("Deliveries arrive while the laboratory receives."),
    ),
    "lab_capacity": (
        N_("Laboratory capacity"),
        N_("No laboratory starts more tubes an hour or a day than it can."),
    ),
    "key_result_deadline": (
        N_("Key-group results"),
        N_("The last key-group result is there by its deadline."),
    ),
    "result_deadline": (
        N_("All results"),
        N_("The last result is there by its deadline."),
    ),
    "doorstep_coverage": (
        N_("Doorstep coverage"),
        N_("Everybody who is homebound or in a sealed zone is visited."),
    ),
    "doorstep_deadline": (
        N_("Doorstep deadline"),
        N_("Door-to-door sampling is over by its deadline."),
    ),
    "doorstep_pair": (
        N_("Pairs at the door"),
        N_("A doorstep team is two people, one of them a trained doorstep sampler."),
    ),
    "stock_limit": (
        N_("Stock"),
        N_("The stock covers what points and teams need."),
    ),
    "kit_arrival": (
        N_("Kits on time"),
        N_("Every point has its kit before it opens."),
    ),
    "waste_removed": (
        N_("Waste removed"),
        N_("Every point's medical waste is fetched soon enough after closing."),
    ),
    "three_tiers": (
        N_("Three tiers of officials"),
        N_("Every point has a street, a community and a point official."),
    ),
}

# What no plan may get wrong, whatever the rules; the checker names these too.
_CONSISTENCY: Mapping[str, str] = {
    "consistent_crew": N_("Crews match the duties"),
    "consistent_dedicated": N_("One vehicle per point"),
    "consistent_demand": N_("People match the roster"),
    "consistent_doorstep": N_("Times of doorstep teams"),
    "consistent_duties": N_("Duties are whole"),
    "consistent_finish": N_("Finish follows from lanes and people"),
    "consistent_kpis": N_("Key figures add up"),
    "consistent_labs": N_("Laboratory queue follows from deliveries"),
    "consistent_lanes": N_("Lane numbers"),
    "consistent_meeting": N_("Vehicle meets doorstep team"),
    "consistent_objective": N_("Objective adds up"),
    "consistent_officials": N_("Officials exist"),
    "consistent_oldest_sample": N_("Oldest sample follows from sampling"),
    "consistent_persons": N_("People add up"),
    "consistent_readiness": N_("Eight lights per point"),
    "consistent_references": N_("Ids exist once"),
    "consistent_round": N_("Round matches the roster"),
    "consistent_runs": N_("Runs are whole"),
    "consistent_slots": N_("Slots follow the grid"),
    "consistent_status": N_("Status is true"),
    "consistent_supplies": N_("Supplies are whole"),
    "consistent_tubes": N_("Tubes follow from people"),
    "consistent_walk": N_("Walks are measured"),
}


def rule_name(code: str, t: Translator) -> str:
    """A rule's short name; an unknown code is its own name."""
    if code in _RULES:
        return t(_RULES[code][0])
    return t(_CONSISTENCY[code]) if code in _CONSISTENCY else code


def rule_requirement(code: str, t: Translator) -> str:
    """What a rule requires, in one sentence."""
    return t(_RULES[code][1]) if code in _RULES else ""
