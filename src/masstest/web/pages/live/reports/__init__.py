"""Reports of the day: summary and zero report, eight in place, findings, learned rates."""

from masstest.web.pages.live.reports.findings import router as _findings
from masstest.web.pages.live.reports.learned import router as _learned
from masstest.web.pages.live.reports.readiness import router as _readiness
from masstest.web.pages.live.reports.summary import router

for _each in (_readiness, _findings, _learned):
    router.include_router(_each)

__all__ = ["router"]
