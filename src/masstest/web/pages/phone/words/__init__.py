"""What the phone page says: every sentence of its scripts, so that each has its translation.

The scripts name a sentence by its English text; the Chinese is sent along with the page.
"""

from __future__ import annotations

from masstest.web.pages.phone.words import driver, places, shell

WORDS: tuple[str, ...] = tuple(dict.fromkeys((*shell.WORDS, *driver.WORDS, *places.WORDS)))
