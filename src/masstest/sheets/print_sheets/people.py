"""People as a sheet names them: who serves where, in which role, when, and how to call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from masstest.domain.plan import Duty, Officials, Point
from masstest.domain.roster import Level, Official, Role
from masstest.sheets.plan_workbook.book import Book

ROLE_ORDER = (
    Role.lead,
    Role.sampler,
    Role.registrar,
    Role.usher,
    Role.packer,
    Role.disinfector,
    Role.doorstep,
    Role.driver,
    Role.courier,
)


class Contact(NamedTuple):
    """Whom to call. `phone` is empty where the roster has none."""

    name: str
    phone: str = ""


class Post(NamedTuple):
    """One person in one role at one place; `contact` None: nobody is assigned."""

    role: Role
    contact: Contact | None
    duties: tuple[Duty, ...] = ()


class Responsible(NamedTuple):
    """An official of one of the three tiers; `contact` None: nobody is named."""

    level: Level
    contact: Contact | None
    title: str = ""


def contact(book: Book, staff_id: str) -> Contact:
    """A person's name and phone; the id if the roster doesn't have them."""
    person = book.roster.person.get(staff_id)
    return Contact(staff_id) if person is None else Contact(person.name, person.phone)


def posts_at(book: Book, place_id: str) -> list[Post]:
    """Everybody with a duty at a site, team or vehicle: leads first, then by role, lane, time."""
    duties: dict[tuple[Role, str], list[Duty]] = {}
    for duty in book.duties_at.get(place_id, ()):
        duties.setdefault((duty.role, duty.staff_id), []).append(duty)
    posts = [
        Post(role, contact(book, staff_id), tuple(sorted(rows, key=lambda d: d.start)))
        for (role, staff_id), rows in duties.items()
    ]

    def order(post: Post) -> tuple[int, int, int]:
        first = post.duties[0]
        return ROLE_ORDER.index(post.role), first.lane or 0, first.start

    return sorted(posts, key=order)


def crew_of(book: Book, vehicle_id: str, staff_ids: Sequence[str], roles: Sequence[Role],
            start: int) -> list[Post]:  # fmt: skip
    """The people of a run that leaves at `start`, one post at least for each of `roles`."""
    posts: list[Post] = []
    for staff_id in staff_ids:
        own = [d for d in book.duties_at.get(vehicle_id, ()) if d.staff_id == staff_id]
        now = [d for d in own if d.start <= start < d.end] or own
        role = now[0].role if now else roles[min(len(posts), len(roles) - 1)]
        posts.append(Post(role, contact(book, staff_id)))
    missing = [Post(role, None) for role in roles if role not in {post.role for post in posts}]
    return sorted(posts + missing, key=lambda post: ROLE_ORDER.index(post.role))


def leads_at(book: Book, site_id: str) -> list[Contact]:
    """Whom a vehicle calls at a point: its leads, or anybody there if it has none."""
    posts = posts_at(book, site_id)
    leads = [post for post in posts if post.role is Role.lead] or posts[:1]
    return [post.contact for post in leads if post.contact is not None]


def team_contacts(book: Book, team_id: str) -> list[Contact]:
    """The members of a doorstep team."""
    team = book.plan.team.get(team_id)
    return [contact(book, staff_id) for staff_id in team.staff_ids] if team else []


def officials_of(book: Book, point: Point) -> list[Responsible]:
    """The three tiers of a point, from the street down to the point; a gap stays visible."""
    found = []
    for level in Level:
        ids = _ids(point.officials, level)
        found += [_responsible(book, level, official_id) for official_id in ids]
        if not ids:
            found.append(Responsible(level, None))
    return found


def officials_in(book: Book, street: str, levels: Sequence[Level]) -> list[Official]:
    """The officials of a street, by level, then community."""
    rows = [o for o in book.roster.officials if o.street == street and o.level in levels]
    return sorted(rows, key=lambda o: (list(Level).index(o.level), o.community, o.official_id))


def _ids(officials: Officials, level: Level) -> tuple[str, ...]:
    return {
        Level.street: officials.street,
        Level.community: officials.community,
        Level.point: officials.point,
    }[level]


def _responsible(book: Book, level: Level, official_id: str) -> Responsible:
    official = next((o for o in book.roster.officials if o.official_id == official_id), None)
    if official is None:
        return Responsible(level, Contact(official_id))
    return Responsible(level, Contact(official.name, official.phone), official.title)
