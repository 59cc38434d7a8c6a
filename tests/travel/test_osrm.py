"""The OSRM client against a server that speaks the documented format."""

from __future__ import annotations

import json
import socket
from functools import cache

import numpy as np
import pytest

from masstest.demo import make_roster
from masstest.domain.outcome import BadInput
from masstest.domain.roster import Roster
from masstest.domain.travel import Place
from masstest.text import translator
from masstest.travel import (
    TravelUnavailable,
    osrm,
    straight_line,
    travel_problem_sentence,
)
from support import compound, lab, north, person, roster, site, vehicle
from travel.osrm_stub import Stub, running

QUICK = {"backoff_s": 0.0}


@cache
def town() -> Roster:
    return make_roster("town")


def hamlet() -> Roster:
    return roster(
        (compound("C1"), compound("C2", lat=north(800))),
        (site("P1", lat=north(200)), site("P2", lat=north(900))),
        (person("A", "sampler", lat=north(50)),),
        (vehicle("V1", lat=north(-300)),),
        (lab("L1", lat=north(2000)),),
    )


def at(metres_north: float) -> tuple[float, float]:
    return 107.15, round(north(metres_north), 6)


@pytest.mark.parametrize("max_table_size", [100, 10, 7])
def test_tables_in_blocks_make_whole_matrices(max_table_size: int) -> None:
    with running(Stub(max_table_size=max_table_size)) as stub:
        travel = osrm(town(), stub.url, max_table_size=max_table_size, **QUICK)
    straight = straight_line(town())
    # the stub's roads are straight: distances without the detour factors
    np.testing.assert_allclose(travel.drive_m, straight.drive_m / 1.4, atol=0.3)
    np.testing.assert_allclose(travel.walk_m, straight.walk_m / 1.3, atol=0.3)
    np.testing.assert_allclose(travel.drive_s, travel.drive_m / 10, atol=0.1)
    np.testing.assert_array_equal(travel.commute_m, straight.commute_m)
    assert travel.place_index == straight.place_index
    assert travel.provider == "OSRM"


def test_requests_are_as_documented() -> None:
    with running(Stub()) as stub:
        osrm(hamlet(), stub.url, **QUICK)
    driving, walking = stub.requests
    assert driving.startswith("/table/v1/driving/107.150000,34.360000;107.150000,34.367195;")
    assert driving.endswith(
        "?sources=0;1;2;3;4;5&destinations=6;7;8;9;10;11&annotations=duration,distance"
    )
    assert walking.startswith("/table/v1/foot/")


def test_a_server_with_a_smaller_limit_is_asked_for_less() -> None:
    with running(Stub(max_table_size=5)) as stub:
        travel = osrm(town(), stub.url, max_table_size=100, **QUICK)
    np.testing.assert_allclose(travel.drive_m, straight_line(town()).drive_m / 1.4, atol=0.3)


def test_walking_may_have_a_server_of_its_own_or_none() -> None:
    with running(Stub()) as car, running(Stub()) as foot:
        osrm(hamlet(), car.url, foot_url=foot.url, **QUICK)
        assert len(car.requests) == len(foot.requests) == 1
        travel = osrm(hamlet(), car.url, foot_profile=None, **QUICK)
    np.testing.assert_array_equal(travel.walk_m, straight_line(hamlet()).walk_m)


def test_pairs_without_a_route_fall_back_and_are_told() -> None:
    told: list[tuple[Place, Place]] = []
    with running(Stub(no_route={(at(0), at(2000))})) as stub:
        travel = osrm(hamlet(), stub.url, on_unroutable=told.extend, **QUICK)
    straight = straight_line(hamlet())
    home, laboratory = Place("compound", "C1"), Place("lab", "L1")
    there, back = (home, laboratory), (laboratory, home)
    assert told == [there]
    assert travel.drive_km(*there) == pytest.approx(straight.drive_km(*there))
    assert travel.drive_min(*there) == straight.drive_min(*there)
    assert travel.drive_km(*back) == pytest.approx(straight.drive_km(*back) / 1.4, rel=1e-3)
    assert travel.provider == "OSRM; 1 of 34 pairs by straight line x detour"


@pytest.mark.parametrize("named", [True, False])
def test_a_place_off_the_roads_falls_back(named: bool) -> None:
    told: list[tuple[Place, Place]] = []
    stub = Stub(off_road={at(900)}, name_off_road=named)
    with running(stub):
        travel = osrm(hamlet(), stub.url, on_unroutable=told.extend, **QUICK)
    straight = straight_line(hamlet())
    lost = Place("site", "P2")
    if named:  # only what concerns the place
        assert all(lost in pair for pair in told)
        assert len(told) == 2 * 5 + 2
        assert travel.walk("C1", "P1") == pytest.approx(straight.walk("C1", "P1") / 1.3, rel=1e-3)
    else:  # a server that does not say which place it is: the whole block
        np.testing.assert_array_equal(travel.drive_m, straight.drive_m)
    assert travel.walk("C1", "P2") == straight.walk("C1", "P2")
    assert np.all(np.isfinite(travel.drive_s))


def test_a_busy_server_is_asked_again() -> None:
    with running(Stub(failures=2)) as stub:
        travel = osrm(hamlet(), stub.url, retries=2, **QUICK)
    assert travel.provider == "OSRM"


def test_a_server_that_stays_busy() -> None:
    with running(Stub(failures=99)) as stub, pytest.raises(TravelUnavailable) as caught:
        osrm(hamlet(), stub.url, retries=2, **QUICK)
    assert (caught.value.reason, caught.value.detail) == ("unreachable", "HTTP 503")
    assert len(stub.requests) == 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("url", ["closed", "http://127.0.0.1:x", "road"])
def test_no_server_at_all(url: str) -> None:
    if url == "closed":
        url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(TravelUnavailable) as caught:
        osrm(hamlet(), url, retries=1, **QUICK)
    assert caught.value.reason == "unreachable"
    assert caught.value.url == url
    problem = caught.value.problems[0]
    assert isinstance(caught.value, BadInput)
    assert (problem.code, problem.value) == ("travel_unavailable", url)


@pytest.mark.parametrize(
    "body",
    [
        "<html>welcome</html>",
        "[]",
        "{}",
        json.dumps({"code": "Ok", "durations": [[0]], "distances": [[0]]}),
        json.dumps({"code": "Ok", "durations": "many", "distances": "more"}),
        json.dumps({"code": "Ok", "durations": [[-1.0] * 6] * 6, "distances": [[1.0] * 6] * 6}),
    ],
)
def test_something_else_answers(body: str) -> None:
    with running(Stub(body=body)) as stub, pytest.raises(TravelUnavailable) as caught:
        osrm(hamlet(), stub.url, **QUICK)
    assert caught.value.reason == "not_osrm"


def test_a_server_too_old_for_distances() -> None:
    with running(Stub(without="distance")) as stub, pytest.raises(TravelUnavailable) as caught:
        osrm(hamlet(), stub.url, **QUICK)
    assert (caught.value.reason, caught.value.detail) == ("not_osrm", "no distances")


def test_a_profile_that_is_not_served() -> None:
    with running(Stub()) as stub, pytest.raises(TravelUnavailable) as caught:
        osrm(hamlet(), stub.url, profile="boat", **QUICK)
    assert (caught.value.reason, caught.value.detail) == (
        "refused",
        "InvalidUrl: URL string malformed",
    )


def test_a_server_that_takes_no_table_at_all() -> None:
    with running(Stub(max_table_size=0)) as stub, pytest.raises(TravelUnavailable) as caught:
        osrm(hamlet(), stub.url, **QUICK)
    assert (caught.value.reason, caught.value.detail) == ("refused", "TooBig")


def test_the_error_says_what_to_do() -> None:
    error = TravelUnavailable("unreachable", "http://roads:5000", "ConnectError")
    assert str(error) == (
        "The road server http://roads:5000 can't be reached (ConnectError). "
        "Check the address, start the server, or plan with straight-line travel times."
    )
    assert "连接不上" in travel_problem_sentence(error.problems[0], translator("zh"))
