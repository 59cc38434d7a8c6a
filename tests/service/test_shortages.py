"""What a plan is short of, told to those who may not see everything in it."""

from __future__ import annotations

from masstest.access.actor import Actor
from masstest.access.roles import GrantedRole, Role
from masstest.service.work import remedying
from plan_example import example_plan, example_roster


def told(role: Role) -> str:
    """The shortages of the example, where a site's name has a person's phone in it."""
    plan, roster = example_plan(), example_roster()
    subject = next(s.subject for s in plan.shortages if s.subject in roster.site)
    phone = next(person.phone for person in roster.staff if person.phone)
    sites = tuple(
        site.model_copy(update={"name": f"School {phone}"}) if site.site_id == subject else site
        for site in roster.sites
    )
    roster = roster.model_copy(update={"sites": sites})
    actor = Actor("1", "li", "Li", "en", (GrantedRole(role),))
    documents = plan.to_json().encode(), roster.to_json().encode()
    rows = remedying.shortages(*documents, "en", actor)
    assert [row["number"] for row in rows] == list(range(len(plan.shortages)))
    return str(rows).replace(phone, "a phone")


def test_phones_are_shown_to_who_may_see_them() -> None:
    assert "School a phone" in told(Role.coordinator)
    assert "School #1" in told(Role.manager)
    assert "a phone" not in told(Role.manager)
