"""Cards that let phones in: for whom, until when, and never again once they are revoked."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from masstest.access import logins, passes
from masstest.access.problems import AccessDenied
from masstest.access.roles import Permission, Role
from masstest.access.users import CARD_PREFIX, list_users
from masstest.service import people as users
from masstest.service.live.cards import passes as cards
from masstest.service.live.cards import spent_passes
from masstest.service.live.cards.passes import expiry
from masstest.service.problems import Problem
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry, LiveEvent, PhonePass, User, UserSession
from masstest.store.tables.base import utc_now
from plans_in_force import put_in_force
from service_cases import Case, Person, valid_case
from valid_plan import valid_plan

HERE = "198.51.100.7"


@pytest.fixture
def case(store: Store) -> Case:
    made = valid_case(store)
    put_in_force(store, made.round_id, made.plan_id)
    return made


def issue(store: Store, people: dict[Role, Person], case: Case, *keys: str) -> list[cards.Card]:
    with store.writing() as session:
        return cards.issue(session, people[Role.transport_lead].actor, case.round_id, keys, "zh")


def enter(store: Store, token: str, person: str = "driver-1") -> logins.LoginResult:
    with store.writing() as session:
        return passes.use(session, token, person=person)


def test_every_place_of_the_plan_gets_a_card(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    actor = people[Role.coordinator].actor
    with store.reading() as session:
        places = [row.place.key for row in cards.rows(session, actor, case.round_id)]
    assert places == [
        "vehicle/V1", "vehicle/V2", "vehicle/V3", "vehicle/V4", "point/P1", "point/P2",
        "team/T1", "team/T2", "lab/L1",
    ]  # fmt: skip
    made = issue(store, people, case, *places)
    assert len({card.token for card in made}) == len(places)
    assert all(len(card.token) >= 32 for card in made)  # 192 bits
    with store.reading() as session:
        kept = session.execute(sa.select(PhonePass.token_sha256, User.login, User.name)
                               .join(User, User.user_id == PhonePass.user_id)).all()  # fmt: skip
        everything = " ".join(str(entry.facts) for entry in session.scalars(sa.select(AuditEntry)))
        assert all(row.held for row in cards.rows(session, actor, case.round_id))
    assert not {card.token for card in made} & {row[0] for row in kept}
    assert not [card for card in made if card.token in everything]
    assert {row[2] for row in kept} >= {"车辆 V1", "采样点 P2", "上门采样小组 T1", "检测机构 L1"}


def test_a_card_opens_its_own_place_until_it_ends(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (card,) = issue(store, people, case, "vehicle/V1")
    shown = cards.shown(store, card.token, HERE)
    assert [each["staff_id"] for each in shown.people] == ["driver-1", "courier-1"]
    assert all(set(each) == {"staff_id", "name"} for each in shown.people)
    opened = enter(store, card.token)
    assert abs(opened.expires_at - card.expires_at) < dt.timedelta(seconds=1)
    with store.reading() as session:
        actor = logins.actor_of_session(session, opened.token)
        entries = list(session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number)))
        assert audit.verify(session).ok
    assert actor is not None
    assert actor.may(Permission.report_transport, district="D", vehicle="V1")
    assert not actor.may(Permission.report_transport, district="D", vehicle="V2")
    assert not actor.may(Permission.release_boxes)
    used = next(entry for entry in entries if entry.action == "pass.use")
    assert used.facts == {"person": "driver-1"}
    assert card.token not in str([(e.subject, e.facts, e.actor) for e in entries])


def test_a_phone_without_a_network_for_hours_stays_let_in(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (card,) = issue(store, people, case, "vehicle/V1")
    opened = enter(store, card.token)
    with store.writing() as session:
        session.execute(
            sa.update(UserSession).values(last_seen_at=utc_now() - dt.timedelta(hours=9))
        )
    with store.reading() as session:
        live = logins.live_session(session, opened.token, idle=dt.timedelta(hours=1))
    assert live is not None
    assert live.actor.login.startswith(CARD_PREFIX)
    with store.reading() as session:  # nobody to be listed among the people
        assert not [each for each in list_users(session) if each.login == live.actor.login]


def test_a_new_card_ends_the_old_one_and_its_phones(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (old,) = issue(store, people, case, "vehicle/V1")
    (other,) = issue(store, people, case, "vehicle/V2")
    opened = enter(store, old.token)
    (new,) = issue(store, people, case, "vehicle/V1")
    with store.reading() as session:
        assert logins.actor_of_session(session, opened.token) is None
    with pytest.raises(AccessDenied, match="isn't valid"):
        cards.shown(store, old.token, HERE)
    with pytest.raises(AccessDenied):
        enter(store, old.token)
    assert cards.shown(store, new.token, HERE).place.place_id == "V1"
    assert cards.shown(store, other.token, HERE).place.place_id == "V2"


def test_a_revoked_card_is_over_at_once(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (card,) = issue(store, people, case, "point/P1")
    opened = enter(store, card.token, "lead-P1")
    with store.writing() as session:
        (held,) = passes.active(session, case.round_id)
        cards.revoke(session, people[Role.coordinator].actor, held.pass_id)
    with store.reading() as session:
        assert logins.actor_of_session(session, opened.token) is None
        actions = list(session.scalars(sa.select(AuditEntry.action)))
    assert actions.count("pass.revoke") == 1
    with pytest.raises(AccessDenied):
        cards.shown(store, card.token, HERE)


def test_a_card_that_has_ended_opens_nothing(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (card,) = issue(store, people, case, "lab/L1")
    with store.writing() as session:
        passes.active(session, case.round_id)[0].expires_at = utc_now() - dt.timedelta(seconds=1)
    with pytest.raises(AccessDenied):
        enter(store, card.token)


def test_who_guesses_codes_has_to_wait(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (card,) = issue(store, people, case, "vehicle/V1")
    codes = []
    for number in range(40):
        with pytest.raises(AccessDenied) as denied:
            cards.shown(store, f"{number:032d}", HERE)
        codes.append(denied.value.code)
    assert codes[0] == "pass_unknown"
    assert codes[-1] == "throttled"
    # whoever stands elsewhere isn't kept waiting
    assert cards.shown(store, card.token, "203.0.113.5").place.place_id == "V1"


def test_many_phones_behind_one_address_get_in(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (card,) = issue(store, people, case, "vehicle/V1")
    for _ in range(60):
        cards.shown(store, card.token, HERE)


def test_only_who_may_makes_cards(store: Store, people: dict[Role, Person], case: Case) -> None:
    for role in (Role.driver, Role.lab, Role.manager, Role.viewer, Role.point_lead):
        with pytest.raises(Problem), store.reading() as session:
            cards.rows(session, people[role].actor, case.round_id)
    with pytest.raises(Problem, match="no_place_chosen"):
        issue(store, people, case, "vehicle/V99")


def test_a_phone_makes_no_keys_and_is_in_no_list_of_users(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    (card,) = issue(store, people, case, "vehicle/V1")
    opened = enter(store, card.token)
    with store.reading() as session:
        actor = logins.actor_of_session(session, opened.token)
        listed = users.list_page(session, people[Role.admin].actor, limit=200).items
    assert actor is not None
    assert not [user for user in listed if user.login == actor.login]
    with pytest.raises(Problem, match="forbidden"), store.writing() as session:
        users.make_token(session, actor, name="x", role=None, expires_at=None)


def test_cards_end_six_hours_after_the_last_result_is_due() -> None:
    day = valid_plan().round
    tomorrow = utc_now().date() + dt.timedelta(days=1)
    coming = day.model_copy(update={"date": tomorrow})
    ends = expiry(coming).astimezone(dt.timezone(dt.timedelta(hours=8)))
    minutes = day.result_deadline + 6 * 60
    midnight = dt.datetime.combine(tomorrow, dt.time())
    assert ends.replace(tzinfo=None) == midnight + dt.timedelta(minutes=minutes)
    # a day that is over can be played for a while
    assert expiry(day) > utc_now() + dt.timedelta(hours=23)


def test_users_of_passes_end_with_them_and_go_with_their_round(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    issue(store, people, case, "vehicle/V1", "point/P1")

    def retired() -> tuple[dict[str, int], list[bool]]:
        with store.writing() as session:
            counts = spent_passes.retire(session)
            of_passes = sa.select(User.is_active).where(User.login.like("pass-%"))
            return counts, list(session.scalars(of_passes))

    assert retired() == ({}, [True, True])
    with store.writing() as session:
        session.execute(sa.update(PhonePass).values(expires_at=utc_now() - dt.timedelta(days=1)))
    assert retired() == ({"passes_expired": 2}, [False, False])
    with store.writing() as session:  # the round is pruned; what one of them reported is not
        told_by = session.scalars(sa.select(PhonePass.user_id)).first()
        session.execute(sa.delete(PhonePass))
        session.add(
            LiveEvent(
                round_id=case.round_id, event_id="event-0001", at_min=480, kind="help_needed",
                place="V1", person="", fact={"kind": "help_needed"}, user_id=told_by,
            )
        )  # fmt: skip
    assert retired() == ({"users_of_passes": 1}, [False])
    assert retired() == ({}, [False])
