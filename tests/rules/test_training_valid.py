"""training_valid (physical): samplers and doorstep staff are trained on the day."""

from __future__ import annotations

import datetime as dt

import pytest

import plan_parts
import rostering_days as days
import support

DAY = dt.timedelta(days=1)


def tiny(*trained_until: dt.date | None) -> days.Tiny:
    return days.Tiny(
        support.roster(
            sites=(support.site(),),
            staff=tuple(
                support.person(f"A{n}", "sampler", "usher", trained_until=until)
                for n, until in enumerate(trained_until)
            ),
        ),
        (
            days.task("sampler", "P1", 420, 480),
            days.task("usher", "P1", 480, 540),
            days.task("sampler", "P1", 540, 600),
        ),
        (plan_parts.point("P1"),),
    )


@pytest.mark.parametrize("until", [None, support.DATE - DAY])
def test_without_valid_training_nobody_samples(until: dt.date | None) -> None:
    tiny(until).assert_forbidden({"A0": [0]}, "training_valid")


def test_training_is_valid_on_its_last_day() -> None:
    tiny(support.DATE).assert_allowed({"A0": [0]})


def test_other_roles_need_no_training() -> None:
    tiny(None).assert_allowed({"A0": [1]})


def test_model_and_check_agree_on_every_assignment() -> None:
    tiny(support.DATE, support.DATE - DAY).assert_parity()
