from datetime import timedelta

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters, profiles
from sqlalchemy import select, update

from desk.accounts import ATTEMPTS_REMEMBERED, WRONG_PASSWORDS_ALLOWED, Accounts
from desk.errors import DeskError, LoginRefused, TooManyAttempts
from desk.tables import AccountRow, LoginAttemptRow, LoginRow
from storage.database import Database
from tests.work import counted

GOOD = "correct horse battery"


@pytest.fixture
def accounts(database: Database, quick_hashes: None) -> Accounts:
    return Accounts(database)


def test_an_account_signs_in_with_its_own_password_only(accounts: Accounts) -> None:
    accounts.add("Anna", GOOD)
    assert accounts.verify("ANNA ", GOOD, "10.0.0.1").name == "anna"
    with pytest.raises(LoginRefused):
        accounts.verify("anna", GOOD + "x", "10.0.0.1")
    with pytest.raises(LoginRefused):
        accounts.verify("nobody", GOOD, "10.0.0.1")


def test_the_password_is_kept_as_an_argon2id_hash_and_the_token_as_a_sha256(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.passwords.PasswordHasher", PasswordHasher)  # at its full price
    accounts = Accounts(database)
    accounts.add("anna", GOOD)
    token = accounts.open_session("anna")
    with database.read() as session:
        stored = session.scalars(select(AccountRow.password_hash)).one()
        login = session.scalars(select(LoginRow.token_hash)).one()
    assert stored.startswith("$argon2id$")
    assert extract_parameters(stored) == profiles.get_default_parameters()
    assert GOOD not in stored
    assert token not in login


def test_a_name_is_taken_once_and_made_of_plain_characters(accounts: Accounts) -> None:
    accounts.add("anna", GOOD)
    with pytest.raises(DeskError, match="already an account"):
        accounts.add("ANNA", GOOD)
    for name in ("", " ", "a b", "<b>", "x" * 65, "a\nb"):
        with pytest.raises(DeskError, match="name cannot be used"):
            accounts.add(name, GOOD)
    with pytest.raises(DeskError, match="no role"):
        accounts.add("bob", GOOD, "owner")  # type: ignore[arg-type]


def test_the_first_admin_gets_a_generated_password_once(accounts: Accounts) -> None:
    generated = accounts.ensure_first_admin()
    assert generated is not None
    assert len(generated) >= 16
    assert accounts.verify("admin", generated).is_admin
    assert accounts.ensure_first_admin() is None
    assert accounts.ensure_first_admin("another good password") is None


def test_the_first_admin_takes_the_given_password_and_refuses_a_weak_one(accounts: Accounts) -> None:
    with pytest.raises(DeskError, match="too short"):
        accounts.ensure_first_admin("admin")
    assert accounts.list() == []
    assert accounts.ensure_first_admin(GOOD) is None
    assert accounts.verify("admin", GOOD).role == "admin"


def test_a_disabled_account_is_out_everywhere_at_once(accounts: Accounts) -> None:
    accounts.add("boss", GOOD, "admin")
    accounts.add("anna", GOOD)
    tokens = [accounts.open_session("anna") for _ in range(2)]
    assert all(accounts.account_of(token) for token in tokens)
    accounts.disable("anna")
    assert not any(accounts.account_of(token) for token in tokens)
    with pytest.raises(LoginRefused):
        accounts.verify("anna", GOOD)
    accounts.enable("anna")
    assert accounts.verify("anna", GOOD).name == "anna"
    assert not any(accounts.account_of(token) for token in tokens)


def test_the_last_admin_cannot_be_disabled(accounts: Accounts) -> None:
    accounts.add("boss", GOOD, "admin")
    with pytest.raises(DeskError, match="last admin"):
        accounts.disable("boss")
    with pytest.raises(DeskError, match="no account"):
        accounts.disable("nobody")


def test_a_new_password_ends_every_login(accounts: Accounts) -> None:
    accounts.add("anna", GOOD)
    token = accounts.open_session("anna")
    accounts.set_password("anna", "quite another phrase")
    assert accounts.account_of(token) is None
    assert accounts.verify("anna", "quite another phrase").name == "anna"


def test_a_login_ends_when_closed_or_after_its_hours(accounts: Accounts, database: Database) -> None:
    accounts.add("anna", GOOD)
    one, other = accounts.open_session("anna"), accounts.open_session("anna")
    accounts.close_session(one)
    assert accounts.account_of(one) is None
    assert accounts.account_of(other) is not None
    with database.write() as session:
        session.execute(update(LoginRow).values(expires=LoginRow.created))
    assert accounts.account_of(other) is None
    assert accounts.account_of("made up") is None


def _wrong(accounts: Accounts, name: str, address: str) -> type[DeskError]:
    with pytest.raises(DeskError) as refusal:
        accounts.verify(name, "not the password", address)
    return refusal.type


def test_the_tenth_wrong_password_for_one_name_waits_even_from_other_addresses(accounts: Accounts) -> None:
    accounts.add("anna", GOOD)
    kinds = [_wrong(accounts, "anna", f"10.0.0.{n}") for n in range(WRONG_PASSWORDS_ALLOWED + 2)]
    assert kinds == [LoginRefused] * WRONG_PASSWORDS_ALLOWED + [TooManyAttempts] * 2
    with pytest.raises(TooManyAttempts) as refusal:
        accounts.verify("anna", GOOD, "10.0.9.9")
    assert 0 < refusal.value.seconds <= ATTEMPTS_REMEMBERED.total_seconds() + 1
    assert "minutes" in str(refusal.value)
    assert "分钟" in refusal.value.in_language("zh")


def test_one_password_over_many_names_waits_too(accounts: Accounts) -> None:
    kinds = [_wrong(accounts, f"user{n}", "10.0.0.1") for n in range(WRONG_PASSWORDS_ALLOWED + 1)]
    assert kinds[-1] is TooManyAttempts
    assert _wrong(accounts, "user99", "10.0.0.2") is LoginRefused


def test_waiting_is_over_after_a_while_and_a_right_password_clears_the_count(
    accounts: Accounts, database: Database
) -> None:
    accounts.add("anna", GOOD)
    for _ in range(WRONG_PASSWORDS_ALLOWED):
        _wrong(accounts, "anna", "10.0.0.1")
    with database.write() as session:
        session.execute(update(LoginAttemptRow).values(time=LoginAttemptRow.time))
        for row in session.scalars(select(LoginAttemptRow)):
            row.time -= ATTEMPTS_REMEMBERED + timedelta(seconds=1)
    assert accounts.verify("anna", GOOD, "10.0.0.1").name == "anna"
    with database.read() as session:
        assert session.scalars(select(LoginAttemptRow)).all() == []


def test_an_unknown_name_is_refused_by_the_same_work_as_a_known_one(
    accounts: Accounts, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements, and one hash of the same price; so neither is quicker. Nor is one that is disabled."""
    accounts.add("anna", GOOD)
    accounts.add("boss", "granite lantern 7", "admin")
    accounts.add("bob", "granite lantern 8")
    accounts.disable("bob")
    hashed: list[tuple[Parameters, int]] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, stored: str, password: str) -> bool:
        hashed.append((extract_parameters(stored), len(password)))
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    with pytest.raises(LoginRefused):
        accounts.verify("nobody", "wrong password", "first")  # which makes the hash that stands for all unknown names
    work = []
    for name in ("anna", "nobody", "bob"):
        hashed.clear()
        with counted(database) as done, pytest.raises(LoginRefused):
            accounts.verify(name, "wrong password", f"address of {name}")
        work.append((done.statements, list(hashed)))
    assert work[0] == work[1] == work[2]
    assert len(hashed) == 1


def test_an_account_changes_its_role_but_the_last_admin_stays(accounts: Accounts) -> None:
    accounts.add("mia", "granite lantern 7", "admin")
    with pytest.raises(DeskError, match="last admin"):
        accounts.set_role("mia", "staff")
    accounts.add("tom", "granite lantern 7")
    accounts.set_role("tom", "admin")
    accounts.set_role("mia", "staff")
    assert {account.name: account.role for account in accounts.list()} == {"mia": "staff", "tom": "admin"}
    with pytest.raises(DeskError, match="no role"):
        accounts.set_role("mia", "owner")  # type: ignore[arg-type]
