"""Re-planning in the day: asking for it, what would change, and a decision."""

from masstest.web.pages.live.proposals.showing import router

__all__ = ["router"]
