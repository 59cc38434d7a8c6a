"""How far the round is, by district, street, community and source, beside the plan."""

from masstest.live.completion.progress import Completion, completion
from masstest.live.completion.whereabouts import Whereabouts, whereabouts

__all__ = ["Completion", "Whereabouts", "completion", "whereabouts"]
