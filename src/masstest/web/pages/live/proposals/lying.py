"""What lies at a lost laboratory, and whom to ring about it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from masstest.service.live import proposals
from masstest.service.live.proposals import Shown
from masstest.text import N_
from masstest.web.pages.live.proposals.cards import Names, called
from masstest.web.visits import Visit


def lying_told(visit: Visit, session: Session, found: Shown, names: Names) -> tuple[str, ...]:
    """What lies at a lost laboratory, and whom to ring about it."""
    t, lines = visit.t, []
    separator = "、" if t.lang == "zh" else ", "
    for each in proposals.lying(found):
        lab = called(each.lab_id, names)
        if each.boxes:
            sentence = N_(
                "{boxes} boxes with {tubes} tubes lie at {lab} and are in no batch: the proposal "
                "has them fetched as far as vehicles have time. Have them ready at the reception."
            )
            lines.append(t(sentence, boxes=each.boxes, tubes=each.tubes, lab=lab))
        if each.started_boxes:
            sentence = N_(
                "{boxes} boxes with {tubes} tubes are in batches at {lab} without results: ask "
                "whether they will still come."
            )
            facts = {"boxes": each.started_boxes, "tubes": each.started_tubes}
            lines.append(t(sentence, lab=lab, **facts))
        people = proposals.whom_to_ring(session, visit.actor, found, each.lab_id)
        if people:
            said = separator.join(dict.fromkeys(contact.name for contact in people))
            lines.append(t(N_("Ring: {names}."), names=said))
        else:
            lines.append(t(N_("Ring the laboratory's reception and the transport lead.")))
    return tuple(lines)
