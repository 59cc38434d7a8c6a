"""Passwords: hashed, verified, renewed when parameters change, refused when guessed at once."""

from __future__ import annotations

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masstest.access import passwords
from masstest.access.problems import AccessProblem


def test_a_password_is_verified_and_another_is_not() -> None:
    hashed = passwords.hash_password("correct horse")
    assert hashed.startswith("$argon2id$")
    assert passwords.verify("correct horse", hashed)
    assert not passwords.verify("correct house", hashed)
    assert hashed != passwords.hash_password("correct horse")


def test_without_a_hash_the_answer_is_no_after_as_much_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verified: list[str] = []
    real = passwords._hasher.verify

    class Counting(argon2.PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            verified.append(str(hash))
            return bool(real(hash, password))

    monkeypatch.setattr(passwords, "_hasher", Counting(1, 8, 1))
    assert not passwords.verify("anything", None)
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$")


def test_a_broken_hash_is_no() -> None:
    assert not passwords.verify("x", "$argon2id$broken")


def test_composed_and_decomposed_characters_are_the_same_password() -> None:
    assert passwords.verify("pa\u0073\u0323word e\u0301", passwords.hash_password("pa\u1e63word é"))


def test_other_parameters_ask_for_a_new_hash() -> None:
    hashed = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash("x")
    assert passwords.needs_rehash(hashed)
    assert not passwords.needs_rehash(passwords.hash_password("x"))


def test_the_real_parameters_are_those_the_library_recommends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert passwords._hasher.memory_cost >= 64 * 1024
    assert passwords.verify("correct horse", passwords.hash_password("correct horse"))


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "password_short"), ("x" * 201, "password_long"), ("aaaaaaaaaaaa", "password_simple"),
     ("1234567890", "password_simple"), ("Qwertyuiop", "password_simple"),
     ("coordinator", "password_simple")],
)  # fmt: skip
def test_a_weak_password_is_refused(password: str, code: str) -> None:
    with pytest.raises(AccessProblem) as refused:
        passwords.check_new(password, "coordinator")
    assert refused.value.code == code


def test_one_time_passwords_are_good_and_differ() -> None:
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check_new(password, "li")


@given(password=st.text(max_size=250))
def test_any_text_can_be_a_password(password: str) -> None:
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    hashed = quick.hash(passwords._normalised(password))
    assert passwords.verify(password, hashed)
