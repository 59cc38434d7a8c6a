"""What all sheets have in common: a holder, and where the file shows it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One holder's paper. `holder_id` is unique among the sheets of its kind."""

    holder_id: str
    name: str
    area: str = ""

    @property
    def key(self) -> str:
        """The holder as part of an address: nothing in it ends an attribute or a fragment."""
        return quote(self.holder_id, safe="")

    @property
    def says_id(self) -> bool:
        """Whether the id tells more than the name."""
        return self.holder_id != self.name
