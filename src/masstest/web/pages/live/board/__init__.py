"""The board: how far the round is, what will be late, and what is wrong, for managers."""

from masstest.web.pages.live.board.opening import router as _opening
from masstest.web.pages.live.board.showing import router
from masstest.web.pages.live.board.tracing import router as _tracing

router.include_router(_opening)
router.include_router(_tracing)

__all__ = ["router"]
