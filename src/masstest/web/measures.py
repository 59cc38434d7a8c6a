"""Figures as a coordinator reads them."""

from __future__ import annotations

from masstest.text import N_, Translator

_NOTHING = "–"
_SMALL = 0.001  # shares below this are shown as smaller than it


def figure(value: float | None) -> str:
    """``5 000 899``, or with a decimal where it matters, ``84.5``."""
    if value is None:
        return _NOTHING
    shown = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"
    return shown.replace(",", "\N{NARROW NO-BREAK SPACE}")


def percent(share: float | None) -> str:
    """A share as a percentage: ``0.6 %``; one that is almost nothing as ``< 0.1 %``."""
    if share is None:
        return _NOTHING
    if 1e-9 < share < _SMALL:
        return "< 0.1 %"
    return f"{100 * max(0.0, share):.1f} %"


def duration(seconds: float | None, t: Translator) -> str:
    """``4.2 s`` or, from a minute on, ``1:05``."""
    if seconds is None:
        return _NOTHING
    if seconds < 60:
        return t(N_("{seconds} s"), seconds=f"{seconds:.1f}")
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.1f} MB"
