"""Files made once and kept: whoever is turned away leaves nothing behind."""

from __future__ import annotations

import pytest

from masstest.service.kept import _Kept
from masstest.service.problems import Problem


def test_a_file_is_made_once() -> None:
    kept, made = _Kept(1000), iter((b"first", b"second"))
    assert [kept.get("plan", lambda: next(made)) for _ in range(3)] == [b"first"] * 3


def test_who_is_turned_away_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = _Kept(1000)
    with monkeypatch.context() as crowd:
        crowd.setattr(kept._waiting, "acquire", lambda blocking: False)
        for number in range(5):
            with pytest.raises(Problem, match="busy"):
                kept.get(number, bytes)
    assert not kept._making
    assert kept.get(0, lambda: b"file") == b"file"
    assert not kept._making
