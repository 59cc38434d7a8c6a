"""What went wrong is said in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from masstest.jobs.faults import PROBLEM_CODES, fault_sentence, note_sentence, problem_sentence
from masstest.jobs.states import Fault
from masstest.text import translator

CRASH = {"code": "crashed", "facts": {"status": -6, "error": ""}}
FACTS: dict[Fault, dict[str, Any]] = {
    Fault.bad_input: {"problems": [{}, {}]},
    Fault.plan_refused: {"violations": [{"rule": "lab_hours"}, {"rule": "lab_hours"}]},
    Fault.out_of_memory: {"limit_mb": 900},
    Fault.time_exceeded: {"limit_s": 900.0},
    Fault.crashed: CRASH["facts"],  # type: ignore[dict-item]
    Fault.worker_lost: {"worker": "w"},
    Fault.worker_stopped: {},
    Fault.attempts_exhausted: {"attempts": 3, "last": CRASH},
}


@pytest.mark.parametrize("code", Fault)
def test_every_fault_has_a_sentence(code: Fault) -> None:
    problem = {"code": code.value, "facts": FACTS[code]}
    english, chinese = (fault_sentence(problem, translator(lang)) for lang in ("en", "zh"))
    assert english != chinese
    assert "{" not in english + chinese
    assert note_sentence(problem, translator("en")) == english


def test_the_last_attempt_is_named() -> None:
    problem = {"code": "attempts_exhausted", "facts": FACTS[Fault.attempts_exhausted]}
    assert fault_sentence(problem, translator("en")) == (
        "Tried 3 times without success. The last time: The planning process ended without an "
        "answer (-6)."
    )
    assert fault_sentence(problem, translator("zh")).startswith("已尝试 3 次")


def test_notes_and_problems_have_sentences() -> None:
    t = translator("zh")
    assert note_sentence({"code": "used", "cpu_s": 2.1, "peak_mb": 110}, t) == (
        "用了 2.1 秒处理器时间和 110 MB 内存。"
    )
    for code in PROBLEM_CODES:
        facts = {"name": "X", "value": "1", "rules": "X"}
        sentence = problem_sentence(code, facts, t)
        assert sentence.endswith((".", "。"))
        assert ("X" in sentence) == (code != "replan_freeze_past")
