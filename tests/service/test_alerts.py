"""Alerts are opened once, raised, escalated and closed; each sees and acknowledges their own."""

from __future__ import annotations

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from alert_cases import (
    LATE,
    NINE,
    POSITIVE,
    alerts,
    help_at,
    judge,
    outbox,
    recipients,
    told_to,
)
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.live.alerts import Kind, Severity
from masstest.service.live import alerts as service
from masstest.service.live.alerts.changing import SETTLE
from masstest.service.live.alerts.judging import AGAIN_AFTER_MIN
from masstest.service.live.outbox.mail_receivers import mail_receivers
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry, StoredRound, Webhook
from masstest.store.tables.base import utc_now
from service_cases import Person, make_person

SETTLE_MIN = SETTLE.total_seconds() / 60
RED = dataclasses.replace(LATE, severity=Severity.red)
STREET = {("manager", "street", "S"), ("coordinator", "street", "S")}
OFFICE = {("manager", "district", "D"), ("coordinator", "district", "D")}


@pytest.fixture
def round_id(store: Store) -> str:
    with store.writing() as session:
        made = StoredRound(district="D", date=dt.date(2022, 3, 10), number=1)
        session.add(made)
        session.flush()
        return made.round_id


def with_role(store: Store, role: Role, scope: Scope = Scope.district, value: str = "D") -> Person:
    return make_person(
        store, f"{role}-{scope}-{value}".replace("/", "."), GrantedRole(role, scope, value)
    )


def acknowledge(store: Store, person: Person, version: int | None = None) -> service.Told:
    (alert,) = alerts(store)
    with store.writing() as session:
        return service.acknowledge(
            session, person.actor, alert.alert_id, alert.version if version is None else version
        )


def seen_by(store: Store, person: Person, round_id: str) -> int:
    with store.reading() as session:
        shown = service.worst_first(session, person.actor, round_id)
        listed = service.list_page(session, person.actor, round_id, limit=100).items
        assert {each.alert.alert_id for each in shown} <= {each.alert.alert_id for each in listed}
        return len(listed)


def test_a_condition_is_told_once_as_long_as_it_holds(store: Store, round_id: str) -> None:
    assert judge(store, round_id, 0, LATE).opened == 1
    for minutes in range(1, 15):
        assert not judge(store, round_id, minutes, LATE)
    (alert,) = alerts(store)
    assert (alert.key, alert.severity, alert.level) == ("late_point:P1#1", "amber", 0)
    assert told_to(store) == {*STREET, ("coordinator", "district", "D")}


def test_it_is_closed_when_it_stays_away_and_told_again_when_it_comes_back(
    store: Store, round_id: str
) -> None:
    judge(store, round_id, 0, LATE)
    judge(store, round_id, 1)
    assert alerts(store)[0].closed_at is None
    judge(store, round_id, 1 + SETTLE_MIN - 0.1, LATE)  # it flaps: nobody hears of it
    judge(store, round_id, 5)
    assert judge(store, round_id, 5 + SETTLE_MIN).closed == 1
    assert judge(store, round_id, 20, LATE).opened == 1
    assert [alert.key for alert in alerts(store)] == ["late_point:P1#1", "late_point:P1#2"]
    assert alerts(store)[1].closed_at is None


def test_it_goes_up_level_by_level_until_all_are_told(store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE)
    assert not judge(store, round_id, 19.9, LATE)
    assert judge(store, round_id, 20, LATE).escalated == 1
    assert told_to(store, 1) == {("manager", "district", "D")}
    assert not judge(store, round_id, 39.9, LATE)
    assert judge(store, round_id, 40, LATE).escalated == 1
    assert told_to(store, 2) == {("manager", "all", "")}
    assert not judge(store, round_id, 400, LATE)
    assert alerts(store)[0].level == 2
    assert alerts(store)[0].escalates_at is None


def test_what_is_acknowledged_goes_no_further(store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE)
    acknowledge(store, with_role(store, Role.manager, Scope.street, "D/S"))
    assert not judge(store, round_id, 400, LATE)
    assert alerts(store)[0].level == 0


def test_what_becomes_red_goes_up_at_once_even_if_amber_was_acknowledged(
    store: Store, round_id: str
) -> None:
    judge(store, round_id, 0, LATE)
    acknowledge(store, with_role(store, Role.coordinator))
    assert judge(store, round_id, 5, RED).escalated == 1
    (alert,) = alerts(store)
    assert (alert.severity, alert.level, alert.acknowledged_at) == ("red", 1, None)
    assert not judge(store, round_id, 6, LATE)  # and doesn't become amber again
    assert alerts(store)[0].severity == "red"
    assert judge(store, round_id, 15, RED).escalated == 1  # red waits for ten minutes only


def test_figures_change_without_making_anybody_look_again(store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE)
    (before,) = alerts(store)
    judge(store, round_id, 1, dataclasses.replace(LATE, facts={**LATE.facts, "persons": 280}))
    (after,) = alerts(store)
    assert after.facts["facts"]["persons"] == 280
    assert after.version == before.version


def test_who_calls_again_after_an_answer_is_told_anew(store: Store, round_id: str) -> None:
    judge(store, round_id, 0, help_at(540))
    judge(store, round_id, 1, help_at(541))  # an impatient finger
    assert len(alerts(store)) == 1
    acknowledge(store, with_role(store, Role.coordinator))
    judge(store, round_id, 6, help_at(546))
    assert len(alerts(store)) == 1
    judge(store, round_id, 12, help_at(541 + AGAIN_AFTER_MIN))
    assert [alert.key for alert in alerts(store)] == ["help_needed:P1#1", "help_needed:P1#2"]


def test_an_older_judgement_changes_nothing(store: Store, round_id: str) -> None:
    """Another server that is behind must not close what one that is ahead has opened."""
    judge(store, round_id, 0, LATE, number=7)
    assert not judge(store, round_id, 100, number=6)
    assert alerts(store)[0].absent_since is None
    judge(store, round_id, 101, number=7)
    assert alerts(store)[0].absent_since is not None


def test_servers_that_judge_at_once_open_one_alert_and_send_it_once(
    store: Store, round_id: str
) -> None:
    add_webhook(store)
    with ThreadPoolExecutor(6) as threads:
        changes = list(threads.map(lambda _: judge(store, round_id, 0, LATE, POSITIVE), range(12)))
    assert sum(each.opened for each in changes) == 2
    assert len(alerts(store)) == 2
    assert len(outbox(store)) == 2


def test_many_alerts_take_no_more_statements_than_one(store: Store, round_id: str) -> None:
    """Two hundred points that open late at once must not hold the database for seconds."""
    add_webhook(store)
    said: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *each: said.append(each[2]))
    spoken = []
    for number in (1, 40):
        said.clear()
        late = [dataclasses.replace(LATE, about=f"P{number}/{i}") for i in range(number)]
        assert judge(store, round_id, number, *late, number=number).opened == number
        spoken.append(len(said))
    assert len(outbox(store)) == 41
    assert spoken[1] <= spoken[0] + 2  # what is inserted at once goes in portions


def test_a_double_push_reaches_both_and_each_acknowledges_its_own(
    store: Store, round_id: str
) -> None:
    street = with_role(store, Role.manager, Scope.street, "D/S")
    office = with_role(store, Role.coordinator)
    judge(store, round_id, 0, POSITIVE)
    assert told_to(store, 0) == STREET | OFFICE
    acknowledge(store, office)
    (alert,) = alerts(store)
    assert alert.acknowledged_at is None
    assert judge(store, round_id, 5, POSITIVE).escalated == 1  # the street hasn't
    acknowledge(store, street)
    (alert,) = alerts(store)
    assert alert.acknowledged_at is not None
    done = {
        (row.role, row.scope)
        for row in recipients(store, alert.alert_id)
        if row.acknowledged_at is not None
    }
    assert {("coordinator", "district"), ("manager", "street")} <= done
    with store.reading() as session:
        deeds = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.action == "alert.acknowledge")
        ).all()
    assert [deed.actor for deed in deeds] == [office.actor.login, street.actor.login]


def test_for_a_street_without_an_account_the_office_answers(store: Store, round_id: str) -> None:
    with_role(store, Role.manager, Scope.street, "D/Elsewhere")
    judge(store, round_id, 0, POSITIVE)
    acknowledge(store, with_role(store, Role.manager))
    assert alerts(store)[0].acknowledged_at is not None


def test_acknowledging_twice_is_once_and_others_cannot(store: Store, round_id: str) -> None:
    coordinator = with_role(store, Role.coordinator)
    judge(store, round_id, 0, LATE)
    acknowledge(store, coordinator)
    first = alerts(store)[0]
    acknowledge(store, coordinator)
    assert alerts(store)[0].acknowledged_at == first.acknowledged_at
    judge(store, round_id, 1, LATE)
    with pytest.raises(Problem, match="precondition_failed"):
        acknowledge(store, coordinator, first.version - 1)
    with pytest.raises(Problem, match="not_found"):
        acknowledge(store, with_role(store, Role.manager, Scope.street, "D/Elsewhere"))
    with pytest.raises(Problem, match="not_found"):
        acknowledge(store, with_role(store, Role.transport_lead))
    with pytest.raises(Problem, match="forbidden"):
        acknowledge(store, with_role(store, Role.viewer))


def test_an_administrator_is_no_side_of_a_double_push(store: Store, round_id: str) -> None:
    judge(store, round_id, 0, POSITIVE)
    admin = with_role(store, Role.admin, Scope.all, "")
    assert seen_by(store, admin, round_id) == 1
    with pytest.raises(Problem, match="not_recipient"):
        acknowledge(store, admin)


def test_an_alert_is_seen_by_its_recipients_and_who_oversees_the_district(
    store: Store, round_id: str
) -> None:
    box = dataclasses.replace(LATE, kind=Kind.count_mismatch, about="B1")
    lab = dataclasses.replace(LATE, kind=Kind.lab_backlog, about="L1", lab_id="L1", street="")
    judge(store, round_id, 0, LATE, POSITIVE, box, lab)
    expected = {
        (Role.manager, Scope.district, "D"): 4,
        (Role.coordinator, Scope.all, ""): 4,
        (Role.manager, Scope.street, "D/S"): 2,
        (Role.manager, Scope.street, "S"): 2,
        (Role.manager, Scope.street, "D/Elsewhere"): 0,
        (Role.transport_lead, Scope.district, "D"): 1,
        (Role.lab, Scope.lab, "D/L1"): 1,
        (Role.lab, Scope.lab, "D/L2"): 0,
    }
    for (role, scope, value), count in expected.items():
        person = with_role(store, role, scope, value)
        assert seen_by(store, person, round_id) == count, (role, scope, value)
    with pytest.raises(Problem, match="not_found"):
        seen_by(store, with_role(store, Role.manager, Scope.district, "Other"), round_id)


def test_after_all_levels_every_manager_of_the_district_sees_it(
    store: Store, round_id: str
) -> None:
    elsewhere = with_role(store, Role.manager, Scope.street, "D/Elsewhere")
    judge(store, round_id, 0, LATE)
    judge(store, round_id, 20, LATE)
    assert seen_by(store, elsewhere, round_id) == 0
    judge(store, round_id, 40, LATE)
    assert seen_by(store, elsewhere, round_id) == 1


def test_what_is_worst_comes_first(store: Store, round_id: str) -> None:
    late = [dataclasses.replace(LATE, about=f"P{i}", subject=f"P{i}") for i in range(3)]
    red = dataclasses.replace(late[2], severity=Severity.red)
    judge(store, round_id, 0, late[0], late[1])
    judge(store, round_id, 1, late[0], late[1], red)
    coordinator = with_role(store, Role.coordinator)
    first = alerts(store)[0]
    with store.writing() as session:
        service.acknowledge(session, coordinator.actor, first.alert_id, first.version)
    with store.reading() as session:
        shown = service.worst_first(session, coordinator.actor, round_id)
    assert [each.alert.subject for each in shown] == ["P2", "P1", "P0"]


def test_mails_go_to_whom_the_level_reaches_and_webhooks_get_every_level(
    store: Store, round_id: str
) -> None:
    mail_to = mail_receivers(
        {
            "street@d.example": "manager:street:D/S",
            "other@d.example": "manager:street:D/Elsewhere",
            "duty@d.example": "coordinator:district:D, manager:district:D",
        }
    )
    hook = add_webhook(store)
    add_webhook(store, district="Other")
    add_webhook(store, kinds=["pool_positive"])
    for minutes in (0, 20, 40):
        judge(store, round_id, minutes, LATE, mail_to=mail_to)
    sent = {(row["channel"], row["receiver"], row["level"]) for row in outbox(store)}
    assert sent == {
        ("mail", "street@d.example", 0),
        ("mail", "duty@d.example", 0),
        ("mail", "duty@d.example", 1),
        ("mail", "street@d.example", 2),
        ("mail", "other@d.example", 2),
        ("mail", "duty@d.example", 2),
        *(("webhook", hook, level) for level in (0, 1, 2)),
    }
    assert {row["state"] for row in outbox(store)} == {"waiting"}


def test_an_alert_and_its_deliveries_are_there_together_or_not_at_all(
    store: Store, round_id: str
) -> None:
    add_webhook(store)

    class PowerCutError(Exception):
        pass

    def cut_off() -> None:
        with store.writing() as session:
            service.apply(session, service.Judgement(round_id, 1, [LATE]), NINE)
            raise PowerCutError

    with pytest.raises(PowerCutError):
        cut_off()
    assert alerts(store) == []
    assert outbox(store) == []


@pytest.mark.parametrize(
    "setting", [{"nobody": "manager:district:D"}, {"a@b": "driver"}, {"a@b": "king:district:D"}]
)
def test_a_setting_that_makes_no_sense_is_refused(setting: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        mail_receivers(setting)


def add_webhook(store: Store, district: str = "", kinds: list[str] | None = None) -> str:
    with store.writing() as session:
        hook = Webhook(
            name="Duty", url="https://duty.example/", secret="s", district=district,
            kinds=kinds or [], created_at=utc_now(),
        )  # fmt: skip
        session.add(hook)
        session.flush()
        return hook.webhook_id
