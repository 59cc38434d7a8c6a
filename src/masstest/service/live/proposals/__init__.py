"""Changing the plan while the day runs: a proposal with the least change, a person who decides,
crews who confirm."""

from masstest.service.live.proposals.asking import (
    LEAD_MIN,
    LONGEST_LEAD_MIN,
    Asked,
    propose,
    read_state,
)
from masstest.service.live.proposals.confirming import (
    Confirmation,
    Confirmations,
    confirmations,
    proposed_runs,
    run_changes,
)
from masstest.service.live.proposals.deciding import accept, files, reject
from masstest.service.live.proposals.lost_labs import Contact, Lying, lying, whom_to_ring
from masstest.service.live.proposals.showing import Shown, State, get, list_page

__all__ = [
    "LEAD_MIN",
    "LONGEST_LEAD_MIN",
    "Asked",
    "Confirmation",
    "Confirmations",
    "Contact",
    "Lying",
    "Shown",
    "State",
    "accept",
    "confirmations",
    "files",
    "get",
    "list_page",
    "lying",
    "propose",
    "proposed_runs",
    "read_state",
    "reject",
    "run_changes",
    "whom_to_ring",
]
