import argon2
import pytest

from databases import database_url, empty_database_url, store
from masstest.access import passwords

__all__ = ["database_url", "empty_database_url", "store"]


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with the least work: these tests are about everything around it."""
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    passwords._dummy_hash.cache_clear()
