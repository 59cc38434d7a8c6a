"""The board as it is opened: at every time of the day, by everybody, in both languages."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from desks import desk_away
from live_boards import play, round_in_force
from live_round import DISTRICT, SEALED, round_on, sent
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.service.live.ledger.recording import record
from masstest.store.engine import Store
from masstest.store.tables import User, UserSession
from masstest.web.pages.live.board import showing
from service_cases import Person, make_person, shown_case
from web_site import Visitor, told

Known = Callable[..., Visitor]


@pytest.mark.parametrize(
    ("until_min", "says"),
    [
        (0, ("0 of 4", "0 made of", "Nothing is wrong now.", "Known after 14:00")),
        (500, ("on the road", "Every box is accounted for", "Known after 14:00")),
        (845, ("Reached at", "with result", "Open retests 2")),
        (2000, ("Proposed catch-up", " people not sampled", "its runs are over")),
    ],
)
def test_at_every_time_of_the_day(
    visitor: Known, store: Store, people: dict[Role, Person], until_min: int, says: tuple[str, ...]
) -> None:
    case = round_in_force(store)
    assert bool(play(store, people, case, until_min)) == bool(until_min)
    manager = visitor(Role.manager)
    for page in ("board", "board/wall"):
        answer = manager.open(f"/rounds/{case.round_id}/{page}")
        assert answer.status_code == 200, told(answer)
        said = told(answer)
        assert "Sampling finished" in said
        if page == "board":
            assert not [each for each in says if each not in said]


BEGINS = "This round has not begun: sampling is from 2022-03-10 07:00 on."
ENDED = "This round ended on 2022-03-11 07:00 – "
FIGURES = "figures of 2022-03-10"


@pytest.mark.parametrize(
    ("until_min", "says_at"),
    [
        (
            0,
            {
                "2022-03-09 18:59": BEGINS,
                "2022-03-10 06:59": BEGINS,
                "2022-03-10 07:00": "",
                "2022-03-11 19:01": f"{ENDED}nothing was reported of 2022-03-10.",
            },
        ),
        (
            480,
            {
                "2022-03-09 18:59": f"{BEGINS} What is shown was reported ahead of its day.",
                "2022-03-10 06:59": "",
                "2022-03-11 07:00": "",
                "2022-03-11 07:01": f"{ENDED}{FIGURES}; what is reported late still counts.",
                "2022-03-11 19:01": f"{ENDED}{FIGURES}, as last reported.",
            },
        ),
    ],
)
def test_figures_of_another_day_never_pass_for_todays(
    visitor: Known,
    store: Store,
    people: dict[Role, Person],
    monkeypatch: pytest.MonkeyPatch,
    until_min: int,
    says_at: dict[str, str],
) -> None:
    case = round_in_force(store)
    assert bool(play(store, people, case, until_min)) == bool(until_min)
    url = f"/rounds/{case.round_id}/board"
    manager = visitor(Role.manager)
    for clock, says in says_at.items():
        there = dt.datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(showing, "utc_now", lambda now=there: now)
        for page in (url, f"{url}/wall"):
            band = re.search(r'<p id="band"[^>]*?( hidden)?>([^<]*)</p>', manager.open(page).text)
            assert band is not None
            assert (bool(band[1]), band[2]) == (not says, says), clock
        assert manager.open(f"{url}/now").json()["band"] == says


def test_after_the_deadline_the_missed_are_named(
    visitor: Known, store: Store, people: dict[Role, Person]
) -> None:
    case = round_on(store)
    person = people[Role.coordinator].actor
    opened = sent("point_opened", "08:00", site_id="S001", lanes=2)
    late = sent("people_sampled", "14:05", site_id="S001", persons=10)
    record(store, person, case.round_id, [opened, late])
    said = told(visitor(Role.manager).open(f"/rounds/{case.round_id}/board"))
    assert "Proposed catch-up" in said
    assert re.search(r"As of 14:05:00", said)
    assert re.search(r"Sampling finished by 14:00 .*? too late", said)


def test_only_what_has_changed_is_sent_again(
    coordinator: Visitor, store: Store, people: dict[Role, Person]
) -> None:
    case = round_on(store)
    now = f"/rounds/{case.round_id}/board/now"
    first = coordinator.open(f"{now}?want=glance,retests").json()
    assert set(first["parts"]) == {"glance", "retests"}
    seen = ",".join(f"{name}:{part['look']}" for name, part in first["parts"].items())
    again = coordinator.open(f"{now}?want=glance,retests&seen={seen}").json()
    assert again["parts"] == {}
    record(store, people[Role.coordinator].actor, case.round_id,
           [sent("box_sealed", "09:00", **SEALED)])  # fmt: skip
    answer = coordinator.open(f"{now}?want=glance,retests,nonsense&seen={seen}")
    while answer.json()["number"] == first["number"]:  # a board is kept for a second
        answer = coordinator.open(f"{now}?want=glance,retests&seen={seen}")
    assert set(answer.json()["parts"]) == {"glance"}
    assert answer.json()["as_of"] == "09:00:00"
    assert coordinator.open(f"{now}?seen=<script>").status_code == 422


def test_while_the_desk_starts_again_the_board_says_so_and_comes_by_itself(
    visitor: Known, store: Store
) -> None:
    url = f"/rounds/{round_on(store).round_id}/board"
    manager, admin = visitor(Role.manager), visitor(Role.admin)
    with desk_away(store):
        for page in (url, f"{url}/wall"):
            answer = manager.open(page)
            assert answer.status_code == 503
            assert "The board is being put together again, a moment." in told(answer)
            assert answer.headers["refresh"] == answer.headers["retry-after"] == "1"
        part = manager.open(f"{url}/now?want=glance", **{"HX-Request": "true"})
        assert (part.status_code, "<html" in part.text) == (503, False)
        assert "The desk is being started" in told(admin.open("/operations"))
    assert "Sampling finished" in told(manager.open(url))
    assert "The desk is being started" not in told(admin.open("/operations"))


def test_a_streets_manager_sees_the_street(site: object, store: Store) -> None:
    case = round_on(store)
    own = make_person(store, "own", GrantedRole(Role.manager, Scope.street, "清姜街道"))
    known = Visitor(site).known_as(store, own)  # type: ignore[arg-type]
    url = f"/rounds/{case.round_id}/board"
    said = told(known.open(url))
    assert "清姜街道" in said
    assert "金陵街道" not in said
    assert "the whole district" not in said
    for page in ("", "/wall", "/now", "/curves", "/map"):
        assert known.open(f"{url}{page}?street=金陵街道").status_code == 403
    mapped = known.open(f"{url}/map").json()["features"]
    points = [each for each in mapped if each["properties"]["key"].startswith("point:")]
    assert 0 < len(points) < 3
    assert known.open(f"{url}?street=月亮街道").status_code == 403


def test_a_screen_on_the_wall_watches_until_the_round_is_over(
    site: object, visitor: Known, store: Store
) -> None:
    url = f"/rounds/{round_on(store).round_id}/board"
    manager = visitor(Role.manager)
    hung = manager.send(f"{url}/wall?street=清姜街道")
    assert hung.status_code == 303, told(hung)
    with store.reading() as session:
        screen = session.scalars(sa.select(User).where(User.login.like("pass-%"))).one()
        (opened,) = screen_sessions = session.scalars(sa.select(UserSession)).all()
        assert opened.user_id == screen.user_id, "the manager is logged out"
        assert [(g.role, g.scope) for g in screen.grants] == [("viewer", "street")]
        assert opened.expires_at - opened.created_at > dt.timedelta(hours=23)
    with store.writing() as session:  # nobody touched it for half a day
        opened = session.get_one(UserSession, screen_sessions[0].token_sha256)
        opened.last_seen_at -= dt.timedelta(hours=12)
    assert manager.open(f"{url}/wall").status_code == 200
    for path in (f"{url}/wall", f"{url}/boxes"):
        assert manager.open(f"{path}?street=金陵街道").status_code == 403
    assert manager.send(f"{url}/wall").status_code == 403, "a screen hangs up no others"
    cards = visitor(Role.transport_lead)
    page = cards.open(f"{url.removesuffix('/board')}/passes").text
    (ends,) = re.findall(r"(/passes/\w+/revocation)", page)
    assert cards.send(ends).status_code == 303
    assert manager.open(f"{url}/wall").status_code == 303, "the screen is out"
    own = make_person(store, "own", GrantedRole(Role.manager, Scope.street, "清姜街道"))
    known = Visitor(site).known_as(store, own)  # type: ignore[arg-type]
    assert known.send(f"{url}/wall?street=金陵街道").status_code == 403


def test_the_districts_manager_may_choose_a_street(visitor: Known, store: Store) -> None:
    url = f"/rounds/{round_on(store).round_id}/board"
    manager = visitor(Role.manager)
    assert "the whole district" in told(manager.open(url))
    chosen = told(manager.open(f"{url}?street=清姜街道"))
    assert chosen.count("金陵街道") == 1, "in the list of streets only"
    assert manager.open(f"{url}?street=月亮街道").status_code == 422


def test_owners_are_named_as_far_as_a_role_may_know(
    visitor: Known, store: Store, people: dict[Role, Person]
) -> None:
    case = round_on(store)
    late = sent("people_sampled", "12:30", site_id="S002", persons=1)
    record(store, people[Role.coordinator].actor, case.round_id, [late])
    url = f"/rounds/{case.round_id}/board"
    owners = {
        role: set(
            re.findall(r'class="owner">([^<]*)<', html.unescape(visitor(role).open(url).text))
        )
        for role in (Role.coordinator, Role.viewer)
    }
    people_of_viewer = {each for each in owners[Role.viewer] if not each.startswith("laboratory")}
    assert {"doorstep team", "point's cadre"} <= people_of_viewer
    assert people_of_viewer <= {"point leader", "point's cadre", "doorstep team", "courier",
                                "transport lead", "coordinator"}  # fmt: skip
    named = owners[Role.coordinator] - owners[Role.viewer]
    assert any(re.fullmatch(r"point's cadre [\u4e00-\u9fff]+", each) for each in named)


def test_a_box_with_all_who_held_it(
    visitor: Known, store: Store, people: dict[Role, Person]
) -> None:
    case = round_on(store)
    handed = SEALED | {"vehicle_id": "V1", "tubes_counted": 19}
    facts = {name: handed[name] for name in ("box_id", "seal", "tubes_counted", "vehicle_id")}
    events = [
        sent("box_sealed", "09:00", person="Somebody", **SEALED),
        sent("box_handed_over", "09:10", **facts),
    ]
    record(store, people[Role.coordinator].actor, case.round_id, events)
    url = f"/rounds/{case.round_id}/board"
    coordinator = visitor(Role.coordinator)
    assert "B1" in told(coordinator.open(url))
    said = told(coordinator.open(f"{url}/boxes?box=B1"))
    assert "Held since 09:10" in said
    assert "20 tubes expected, 19 found" in said
    assert "Somebody" in said
    manager = told(visitor(Role.manager).open(f"{url}/boxes?box=B1"))
    assert "20 tubes expected, 19 found" in manager
    assert "Somebody" not in manager
    assert "Boxes like b" in told(coordinator.open(f"{url}/boxes?box=b"))
    unknown = coordinator.open(f"{url}/boxes?box=X9")
    assert unknown.status_code == 404
    assert "Nobody has reported a box X9 yet" in told(unknown)
    viewer = visitor(Role.viewer)
    assert "Where is box" not in told(viewer.open(url))
    assert viewer.open(f"{url}/boxes?box=B1").status_code == 403


def test_the_board_of_today_or_of_the_latest_round(visitor: Known, store: Store) -> None:
    manager = visitor(Role.manager)
    assert "No plan is in force yet" in told(manager.open("/board"))
    case = round_on(store)
    for query in ("", f"?round={case.round_id}", "?round=nonsense"):
        answer = manager.open(f"/board{query}")
        assert (answer.status_code, answer.headers["location"]) == (
            303, f"/rounds/{case.round_id}/board",
        )  # fmt: skip
    assert f'href="/rounds/{case.round_id}/board"' in manager.open(f"/rounds/{case.round_id}").text
    assert 'href="/board"' in manager.open("/rounds").text
    assert visitor(Role.driver).open("/board").status_code == 403


def test_before_a_plan_is_in_force(visitor: Known, store: Store) -> None:
    answer = visitor(Role.manager).open(f"/rounds/{shown_case(store).round_id}/board")
    assert answer.status_code == 409
    assert "No plan is in force yet" in told(answer)


def test_in_chinese_no_english_is_left(
    visitor: Known, store: Store, people: dict[Role, Person]
) -> None:
    case = round_on(store)
    events = [
        sent("box_sealed", "09:00", **SEALED),
        sent("people_sampled", "14:30", site_id="S001", persons=10),
    ]
    record(store, people[Role.coordinator].actor, case.round_id, events)
    manager = visitor(Role.manager, "zh")
    for page in ("board", "board/wall", "board/boxes?box=B1"):
        answer = manager.open(f"/rounds/{case.round_id}/{page}")
        text = html.unescape(re.sub(r"data-\w+='[^']*'|<small lang.*?</small>", "", answer.text))
        said = told(answer)
        for word in re.findall(r"[A-Za-z]{3,}", said):
            assert word in ("masstest", "English", "Manager", "manager", "WebGL"), (page, word)
        labels = re.findall(r'(?:aria-label|placeholder)="([^"]*)"', text)
        assert not [each for each in labels if re.search(r"[A-Za-z]{3,}", each)]


def test_the_curves_and_the_map(coordinator: Visitor, store: Store) -> None:
    url = f"/rounds/{round_on(store).round_id}/board"
    drawn = coordinator.open(f"{url}/curves").json()
    assert len(drawn["planned"]["minutes"]) == len(drawn["planned"]["persons"])
    assert drawn["deadlines"]["sampling"] == 840
    signs = {each["properties"]["sign"].split("-")[0]
             for each in coordinator.open(f"{url}/map").json()["features"]}  # fmt: skip
    assert {"waiting", "lab"} <= signs
    assert DISTRICT in told(coordinator.open(url))
