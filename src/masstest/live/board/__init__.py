"""The board: what a manager sees at one minute of the round.

`Day` is built once for a publication. A `RunningBoard` follows the ledger through the day;
`board` works out one moment from nothing, and comes to the same.
"""

from masstest.live.board.composing import RunningBoard, board
from masstest.live.shapes import Board

__all__ = ["Board", "RunningBoard", "board"]
