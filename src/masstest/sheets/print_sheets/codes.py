"""QR codes of points and runs: what they say, and how they are drawn.

A code holds a short line of text that a person can also type, never a web address: it is read
by the round's own scanning pages, and must work without a network.
"""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup

from masstest.domain.plan import PlanRound


def point_payload(order: PlanRound, site_id: str) -> str:
    """What the code of a point says: ``masstest:point:<date>:<round number>:<site_id>``."""
    return f"masstest:point:{order.date.isoformat()}:{order.number}:{site_id}"


def run_payload(order: PlanRound, run_id: str) -> str:
    """What the code of a run says: ``masstest:run:<date>:<round number>:<run_id>``."""
    return f"masstest:run:{order.date.isoformat()}:{order.number}:{run_id}"


def code_of(payload: str) -> segno.QRCode:
    """The QR code of `payload`; 15 % of it may be lost to dirt and creases (level M)."""
    encoding = None if payload.isascii() else "utf-8"
    return segno.make_qr(payload, error="m", boost_error=False, encoding=encoding)


@lru_cache(maxsize=2048)  # a point's code is on its card and on every poster that names it
def drawn(payload: str) -> Markup:
    """The QR code of `payload` as an SVG element without a size of its own."""
    svg = code_of(payload).svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    # segno draws modules and numbers, nothing of the payload's text
    return Markup(svg)  # nosec B704
