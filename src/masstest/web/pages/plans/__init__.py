"""One plan: looked at, changed, published, handed out."""

from fastapi import APIRouter

from masstest.web.pages.plans import changing, editing, files, publishing, showing

router = APIRouter()
for part in (showing, changing, editing, publishing, files):
    router.include_router(part.router)

__all__ = ["router"]
