"""A client for OSRM's table service: any number of places, in blocks that the server takes."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.domain.travel import Floats
from masstest.text import translator
from masstest.travel.problems import travel_problem_sentence

if TYPE_CHECKING:
    import httpx

_RETRIED = {429, 500, 502, 503, 504}
_NO_SEGMENT_INDEX = re.compile(r"coordinate (\d+)")


class TravelUnavailable(BadInput):
    """The road server can't be used: not there, not OSRM, or it refuses.

    `reason` is "unreachable", "not_osrm" or "refused".
    """

    def __init__(self, reason: str, url: str, detail: str) -> None:
        facts = {"reason": reason, "url": url, "detail": detail}
        super().__init__((Problem("travel_unavailable", Severity.error, value=url, facts=facts),))
        self.reason, self.url, self.detail = reason, url, detail

    def __str__(self) -> str:
        return travel_problem_sentence(self.problems[0], translator("en"))


class _TooBig(Exception):
    """The server takes smaller tables only."""


@dataclass(frozen=True)
class TableClient:
    """Requests to one server and profile. `max_table_size`: places on either side."""

    http: httpx.Client
    base_url: str
    profile: str
    max_table_size: int
    retries: int
    backoff_s: float

    def table(self, origins: Floats, destinations: Floats) -> tuple[Floats, Floats]:
        """Durations and distances of the fastest routes.

        Parameters
        ----------
        origins, destinations : (n, 2) and (m, 2) float arrays of lon, lat in degrees

        Returns
        -------
        (n, m) seconds and (n, m) metres; NaN where the server finds no route

        Raises
        ------
        TravelUnavailable
        """
        seconds = np.full((len(origins), len(destinations)), np.nan)
        metres = np.full_like(seconds, np.nan)
        step = self.max_table_size
        for top in range(0, len(origins), step):
            for left in range(0, len(destinations), step):
                block = np.s_[top : top + step, left : left + step]
                seconds[block], metres[block] = self._block(
                    origins[top : top + step], destinations[left : left + step]
                )
        return seconds, metres

    def _block(self, origins: Floats, destinations: Floats) -> tuple[Floats, Floats]:
        """One block; halved along its longer side as long as the server finds it too big."""
        try:
            return self._snapped(origins, destinations)
        except _TooBig:
            if len(origins) == len(destinations) == 1:
                raise TravelUnavailable("refused", self.base_url, "TooBig") from None
        axis = 0 if len(origins) >= len(destinations) else 1
        halves = [
            self._block(part, destinations) if axis == 0 else self._block(origins, part)
            for part in np.array_split((origins, destinations)[axis], 2)
        ]
        return (
            np.concatenate([half[0] for half in halves], axis=axis),
            np.concatenate([half[1] for half in halves], axis=axis),
        )

    def _snapped(self, origins: Floats, destinations: Floats) -> tuple[Floats, Floats]:
        """One block, leaving out places that the server finds no road near."""
        rows, cols = np.arange(len(origins)), np.arange(len(destinations))
        seconds = np.full((len(origins), len(destinations)), np.nan)
        metres = np.full_like(seconds, np.nan)
        while len(rows) and len(cols):
            answer = self._ask(origins[rows], destinations[cols])
            if answer["code"] == "Ok":
                shape = (len(rows), len(cols))
                seconds[np.ix_(rows, cols)] = self._matrix(answer, "durations", shape)
                metres[np.ix_(rows, cols)] = self._matrix(answer, "distances", shape)
                break
            # NoSegment: the message names the place by its number in the request
            found = _NO_SEGMENT_INDEX.search(str(answer.get("message", "")))
            if found is None or int(found[1]) >= len(rows) + len(cols):
                break
            lost = int(found[1])
            if lost < len(rows):
                rows = np.delete(rows, lost)
            else:
                cols = np.delete(cols, lost - len(rows))
        return seconds, metres

    def _ask(self, origins: Floats, destinations: Floats) -> dict[str, Any]:
        """The server's answer, with the code Ok or NoSegment."""
        points = np.concatenate([origins, destinations])
        coordinates = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)
        split = len(origins)
        url = f"{self.base_url.rstrip('/')}/table/v1/{self.profile}/{coordinates}"
        response = self._get(
            url,
            {
                "sources": ";".join(map(str, range(split))),
                "destinations": ";".join(map(str, range(split, len(points)))),
                "annotations": "duration,distance",
            },
        )
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not isinstance(answer.get("code"), str):
            detail = f"HTTP {response.status_code}"
            raise TravelUnavailable("not_osrm", self.base_url, detail)
        code = answer["code"]
        if code == "TooBig":
            raise _TooBig
        if code not in ("Ok", "NoSegment"):
            detail = f"{code}: {answer.get('message', '')}".rstrip(": ")
            raise TravelUnavailable("refused", self.base_url, detail)
        return answer

    def _get(self, url: str, params: dict[str, str]) -> httpx.Response:
        """GET with further tries when the server is busy, failing or not there (yet)."""
        import httpx

        detail = ""
        for attempt in range(self.retries + 1):
            if attempt:
                time.sleep(self.backoff_s * 2 ** (attempt - 1))
            try:
                # separators stay as they are: long requests would triple in length otherwise
                query = "&".join(f"{name}={value}" for name, value in params.items())
                response = self.http.get(f"{url}?{query}")
            except httpx.TransportError as error:
                detail = f"{type(error).__name__}: {error}".rstrip(": ")
                continue
            except httpx.InvalidURL as error:
                raise TravelUnavailable("unreachable", self.base_url, str(error)) from None
            if response.status_code not in _RETRIED:
                return response
            detail = f"HTTP {response.status_code}"
        raise TravelUnavailable("unreachable", self.base_url, detail)

    def _matrix(self, answer: dict[str, Any], name: str, shape: tuple[int, int]) -> Floats:
        """A matrix of the answer, null as NaN."""
        if name not in answer:
            raise TravelUnavailable("not_osrm", self.base_url, f"no {name}")
        try:
            matrix = np.array(answer[name], dtype=float)
        except (TypeError, ValueError):
            raise TravelUnavailable("not_osrm", self.base_url, f"bad {name}") from None
        if matrix.shape != shape or (matrix < 0).any():
            raise TravelUnavailable("not_osrm", self.base_url, f"bad {name}")
        return matrix
