"""What the day teaches about the next one: rates as they really were, offered, never applied.

How each is estimated stands in docs/learned-rates.md.
"""

from masstest.live.learned.applying import UnknownRate, with_learned
from masstest.live.learned.collecting import learned
from masstest.live.learned.rates import Advice, LearnedRate, Spread

__all__ = ["Advice", "LearnedRate", "Spread", "UnknownRate", "learned", "with_learned"]
