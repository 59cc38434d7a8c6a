"""The board: what a manager sees at one minute of the round.

`day` is built once for a publication; the board is worked out anew from it and the ledger.
"""

from masstest.live.board.composing import board
from masstest.live.shapes import Board

__all__ = ["Board", "board"]
