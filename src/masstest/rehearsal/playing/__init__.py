"""One simulated day played against a running service, as its phones would report it."""

from masstest.rehearsal.playing.comparison import Check
from masstest.rehearsal.playing.play import Played, play
from masstest.rehearsal.playing.service import PlayRefused, Tokens

__all__ = ["Check", "PlayRefused", "Played", "Tokens", "play"]
