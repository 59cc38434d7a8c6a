"""Travel providers: each fills a `masstest.domain.travel.Travel` for a roster."""

from masstest.travel.straight import straight_line

__all__ = ["straight_line"]
