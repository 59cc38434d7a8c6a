"""Pages on phones: the shell that works without a network, the cards that open it, box labels."""

from __future__ import annotations

from fastapi import APIRouter

from masstest.web.pages.phone import cards, entering, labels, shell

router = APIRouter()
for part in (shell, entering, cards, labels):
    router.include_router(part.router)

__all__ = ["router"]
