import pytest

from desk.errors import DeskError
from desk.passwords import LEAST_CHARACTERS, Passwords, check_password, generate_password


@pytest.mark.parametrize("password", ["", "short", "x" * (LEAST_CHARACTERS - 1)])
def test_a_short_password_is_refused(password: str) -> None:
    with pytest.raises(DeskError, match="too short"):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa", "1234567890", "0987654321", "qwertyuiop", "password123", "Passw0rd!2024", "admin-admin-1",
        "frontdesk2026", "letmein12345", "28319283719", "x" * 2000,
    ],
)  # fmt: skip
def test_a_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(DeskError, match="easy to guess"):
        check_password(password)


def test_the_name_of_the_account_is_no_password() -> None:
    with pytest.raises(DeskError, match="easy to guess"):
        check_password("annabella2024", "annabella")


@pytest.mark.parametrize(
    "password", ["correct horse battery", "龙井茶2024清明前采摘的", "kV9-tTq2_xLp", "my admin likes tea"]
)
def test_a_good_password_passes(password: str) -> None:
    check_password(password, "anna")


def test_generated_passwords_differ_and_pass() -> None:
    generated = {generate_password() for _ in range(50)}
    assert len(generated) == 50
    for password in generated:
        check_password(password, "admin")


def test_a_hash_fits_its_password_only_and_nobody_fits_nothing() -> None:
    passwords = Passwords()
    stored = passwords.hash("correct horse battery")
    assert passwords.verify(stored, "correct horse battery")
    assert not passwords.verify(stored, "correct horse batterx")
    assert not passwords.verify(None, "correct horse battery")
    assert not passwords.verify("damaged", "correct horse battery")
