"""The words that stand on the sheets. `{facts}` are filled in by the templates."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.text import N_, Translator

_WORDS: Mapping[str, str] = {
    # pages
    "title": N_("Print sheets"),
    "round": N_("round {n}"),
    "page": N_("page {n} of {all}"),
    "print": N_("Print"),
    "print_all": N_("Print everything"),
    "print_kind": N_("Print all {n}"),
    "look": N_("Look first"),
    "one_sheet": N_("Only this sheet is shown and printed."),
    "all_sheets": N_("Show all of this file"),
    "back": N_("List of all sheets"),
    "paper": N_("A4, every sheet begins on a new page. Opens without a network."),
    "only_one": N_("Choose a name below to print its sheet alone."),
    "none": N_("None in this plan."),
    "draft": N_("This plan is short of a target: see the shortages in plan.xlsx first."),
    # kinds of sheets
    "points": N_("Task cards of the points"),
    "point": N_("Task card: point"),
    "vehicles": N_("Run sheets of the vehicles"),
    "vehicle": N_("Run sheet: vehicle"),
    "labs": N_("Sheets of the laboratories"),
    "lab": N_("Arrivals: laboratory"),
    "teams": N_("Sheets of the doorstep teams"),
    "team": N_("Visits: doorstep team"),
    "streets": N_("Sheets of the streets' working groups"),
    "street": N_("Working group: street"),
    "posters": N_("Posters for the residents"),
    "poster": N_("Notice for the residents"),
    # columns and small words
    "time": N_("Time"),
    "who": N_("Who"),
    "role": N_("Role"),
    "name": N_("Full name"),
    "phone": N_("Phone"),
    "when": N_("When"),
    "where": N_("Where"),
    "people": N_("People"),
    "key_people": N_("Key group"),
    "tubes": N_("Tubes"),
    "key_tubes": N_("Key tubes"),
    "boxes": N_("Boxes"),
    "counted": N_("Counted"),
    "seals": N_("Seal numbers"),
    "signature": N_("Signature"),
    "item": N_("Item"),
    "done": N_("Done"),
    "compound": N_("Compound"),
    "lane": N_("lane {n}"),
    "lanes": N_("Lanes"),
    "nobody": N_("nobody assigned"),
    "no_official": N_("nobody named"),
    "until": N_("{start}–{end}"),
    "separator": N_(", "),
    "of_key": N_("{n}, key group {key}"),
    # point
    "open": N_("Open"),
    "finish": N_("Last person"),
    "staff_until": N_("Staff until"),
    "who_comes": N_("Who comes when"),
    "compounds": N_("Compounds"),
    "slot_row": N_("{name} {n}"),
    "slot_row_key": N_("{name} {n} (key group {key} first)"),
    "slot_each": N_("every {n} minutes"),
    "no_slots": N_("No appointments are planned."),
    "staff": N_("Staff"),
    "pickups": N_("Specimens are picked up"),
    "no_pickups": N_("No pickup is planned: call the street official."),
    "vehicle_crew": N_("Vehicle and crew"),
    "laboratory": N_("Laboratory"),
    "supplies": N_("Supplies"),
    "kit_comes": N_("The kit comes at {at} with {plate}."),
    "no_kit_run": N_("No vehicle brings the kit: ask the street official before opening."),
    "no_supplies": N_("No supplies are planned."),
    "officials": N_("Officials responsible"),
    "waste": N_("Medical waste"),
    "waste_comes": N_("{plate} collects it at {at}. Close and label the bags before."),
    "no_waste": N_("No vehicle collects it: call the street official."),
    "trouble": N_("If something goes wrong"),
    "trouble_queue": N_(
        "Queue longer than {wait} minutes, or somebody of the staff missing: the point lead calls "
        "the point official, then the community official, then the street official."
    ),
    "trouble_pickup": N_(
        "Vehicle 15 minutes late: call its crew. Keep the boxes closed, cool and in the shade."
    ),
    "trouble_count": N_(
        "Count of tubes and seal numbers must agree with the label before a box leaves. "
        "If not: count again together; nothing leaves until it agrees."
    ),
    # vehicle
    "crew": N_("Crew"),
    "specimen_run": N_("Run {n} of {all}: specimens"),
    "supply_run": N_("Run {n} of {all}: supplies"),
    "waste_run": N_("Run {n} of {all}: medical waste"),
    "run_times": N_("leave {start}, done {end}"),
    "run_to": N_("leave {start}, at the laboratory {end}"),
    "sealed_run": N_("SEALED ZONE ONLY: nothing else in this vehicle"),
    "deliver": N_("Deliver"),
    "fetch": N_("Fetch boxes that were not started"),
    "stop": N_("Stop"),
    "contact": N_("Contact"),
    "gate": N_(
        "Count the tubes and compare the seals at every stop. "
        "Do not leave while the count is wrong."
    ),
    "box_size": N_(
        "One box holds at most {n} tubes; key-group tubes (★) go into boxes of their own."
    ),
    "load": N_("Load before leaving"),
    "unload": N_("Unload here"),
    "bags": N_("Bags"),
    "weight": N_("Weight, kg"),
    "whole_kit": N_("the rest of the kit"),
    # laboratory
    "receives": N_("Receives"),
    "key_results": N_("Last key result"),
    "results": N_("Last result"),
    "arrivals": N_("Arrivals"),
    "hour_total": N_("{from_}–{until}: {tubes} tubes, {key} of key groups"),
    "load_by_hour": N_("Expected load by hour"),
    "received": N_("Arriving"),
    "started": N_("Started"),
    "resulted": N_("Results"),
    "waiting": N_("Waiting at the end"),
    "key_first": N_("★ = key-group boxes: start them first, results are due by {at}."),
    "sealed_note": N_("sealed zone"),
    "no_arrivals": N_("No delivery is planned."),
    "trouble_lab": N_(
        "Count or seal not as on the courier's sheet: keep the box apart, count again with the "
        "courier, sign only for what agrees. Queue growing: tell the command office at once."
    ),
    # team
    "members": N_("Members"),
    "stops": N_("Visits"),
    "handover": N_("Where the tubes are handed over"),
    "team_kit": N_("Take the kit with you when you set out."),
    "no_handover": N_("No pickup is planned: call the community official."),
    "meet_at": N_("at {place}"),
    "trouble_team": N_(
        "Nobody opens, or somebody refuses: note the number, go on, call the community official. "
        "15 minutes late: call the courier who waits for your tubes."
    ),
    "trouble_team_count": N_("Hand over only what was counted together and is sealed."),
    # street
    "summary": N_("{points} points, {lanes} lanes, {compounds} compounds, {people} people"),
    "street_officials": N_("Officials"),
    "its_points": N_("Points"),
    "its_teams": N_("Doorstep teams"),
    "watch": N_("What to watch"),
    "watch_latest": N_(
        "{name} finishes last, at {at}: {slack} minutes before the deadline {deadline}."
    ),
    "watch_late": N_("{name} finishes at {at}: {late} minutes after the deadline {deadline}."),
    "watch_busiest": N_("{name} is the largest point: {people} people at {lanes} lanes."),
    "watch_moved": N_("{n} compounds go to another point than last time:"),
    "watch_moved_row": N_("{compound} → {site}"),
    "watch_confirm": N_("To confirm at every point tonight: {items}."),
    "watch_light": N_("{name}, {item}: {note}"),
    "elsewhere": N_("Compounds that go to a point of another street"),
    "point_officials": N_("Point official"),
    "lead": N_("Point lead"),
    # poster
    "poster_title": N_("Nucleic acid test"),
    "your_point": N_("Your sampling point"),
    "walk": N_("about {n} m on foot"),
    "not_last_time": N_("Not the same place as last time!"),
    "your_times": N_("Your times"),
    "buildings": N_("Buildings (the community fills in)"),
    "key_groups_first": N_("★ key groups first"),
    "several_points": N_(
        "Your compound goes to several points, by whole buildings. "
        "The community fills in which building goes where."
    ),
    "bring": N_("Please bring"),
    "bring_what": N_("identity card, phone with your code, mask. Keep 2 metres apart."),
    "cannot_come": N_("Whoever cannot leave home tells the community: a team comes to the door."),
    "stay_home": N_("A team comes to you. Please stay at home."),
    "team_times": N_("The team is in your compound"),
    "team_bring": N_(
        "Have your identity card ready. Open the door when you are called; wear a mask."
    ),
}


def words_in(t: Translator) -> dict[str, str]:
    """Key -> words in the language of `t`."""
    return {key: t(message) for key, message in _WORDS.items()}
