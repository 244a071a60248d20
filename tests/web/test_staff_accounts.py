"""The accounts and activity sections, for admins; and everybody's own account."""

import re

import pytest
from starlette.testclient import TestClient

from desk.errors import LoginRefused
from tests.web.conftest import PASSWORD, House
from tests.web.staffing import Clerk, Office


@pytest.fixture
def admin(office: Office) -> Clerk:
    return office.clerk("boss", "admin").open("?section=accounts")


def _secret(clerk: Clerk) -> str:
    found = re.search(r"<code>([^<]+)</code>", clerk.seen["said"])
    return found[1] if found else ""


def test_an_account_is_added_with_a_password_that_is_shown_once(office: Office, admin: Clerk) -> None:
    admin.do("add-account", name="Carl", role="staff", password="")
    assert "The account “carl” was added. This is its password." in admin.words()
    assert office.services.accounts.verify("carl", _secret(admin)).role == "staff"
    assert "carl" in admin.words("detail")
    password = _secret(admin)
    assert password not in "".join(admin.do().seen.values())
    assert password not in str(office.services.audit.latest())


def test_a_chosen_password_is_not_shown(office: Office, admin: Clerk) -> None:
    admin.do("add-account", name="dora", role="admin", password="seven brown kettles")
    assert _secret(admin) == ""
    assert office.services.accounts.verify("dora", "seven brown kettles").is_admin


@pytest.mark.parametrize(
    ("name", "password", "sentence"),
    [
        ("boss", "", "There is already an account 'boss'."),
        ("two words", "", "This name cannot be used."),
        ("carl", "short", "The password is too short."),
        ("carl", "password1234", "This password is easy to guess."),
    ],
)
def test_what_cannot_be_an_account_is_said_and_no_password_is_shown(
    office: Office, admin: Clerk, name: str, password: str, sentence: str
) -> None:
    admin.do("add-account", name=name, role="staff", password=password)
    assert sentence in admin.words()
    assert _secret(admin) == ""
    assert [account.name for account in office.services.accounts.list()] == ["boss"]


def test_a_disabled_account_is_out_at_once_and_may_come_back(office: Office, admin: Clerk) -> None:
    anna = office.clerk("anna").open()
    admin.do("disable-account", "anna", at="?section=accounts&id=anna")
    assert "“anna” is disabled and signed out everywhere." in admin.words()
    assert "Disabled" in admin.words("detail")
    assert "You are signed out." in anna.do().words()
    assert "“anna” may sign in again." in admin.do("enable-account", "anna").words()
    assert "Signed" not in office.clerk("anna").open().words()


def test_a_role_is_changed_and_the_last_admin_stays(office: Office, admin: Clerk) -> None:
    office.clerk("anna")
    assert "“anna” now has the role Admin." in admin.do("make-admin", "anna").words()
    assert "“boss” now has the role Staff." in admin.do("make-staff", "boss").words()
    assert "Only an admin may do this." in admin.do("make-admin", "boss").words()
    anna = office.clerk("anna")
    for verb in ("make-staff", "disable-account"):
        assert "This is the last admin." in anna.do(verb, "anna").words()


def test_a_new_password_ends_all_logins(office: Office, admin: Clerk) -> None:
    anna = office.clerk("anna")
    admin.do("set-password", "anna", password="")
    assert "“anna” has a new password." in admin.words()
    assert "You are signed out." in anna.do().words()
    office.services.accounts.verify("anna", _secret(admin))
    with pytest.raises(LoginRefused):
        office.services.accounts.verify("anna", PASSWORD)
    assert "There is no account 'nobody'." in admin.do("set-password", "nobody").words()
    assert _secret(admin) == ""


def test_staff_see_nothing_of_accounts_and_activity(office: Office, admin: Clerk) -> None:
    staff = office.clerk("anna")
    for section in ("accounts", "activity"):
        staff.open(f"?section={section}&id=boss")
        assert staff.at == "?section=documents"
        assert "boss" not in "".join(staff.seen.values())
    assert "Accounts" not in staff.words("rail")
    assert "Accounts" in admin.words("rail")


def test_accounts_are_found_by_name(office: Office, admin: Clerk) -> None:
    office.clerk("anna")
    assert "boss" not in admin.look("?section=accounts&query=ANN").words("list")
    assert "anna" in admin.words("list")
    assert "No account has this" in admin.look("?section=accounts&query=zzz").words("list")


def test_activity_says_who_did_what_page_by_page(office: Office, admin: Clerk) -> None:
    office.clerk("anna").do("delete", "d0")
    for n in range(60):
        office.services.audit.record("visitor", "login.refused", f"guess{n}", address="10.0.0.1")
    office.services.audit.record("command line", "an action of tomorrow", "x")
    words = admin.look("?section=activity").words("list")
    assert "an action of tomorrow" in words
    assert "Sign-in refused: guess59 from 10.0.0.1 A visitor" in words
    assert "1–50 of 62" in words
    assert "Deleted shipping.txt anna Staff" in admin.look("?section=activity&page=2").words("list")
    assert "1–1 of 1" in admin.look("?section=activity&query=shipping").words("list")
    office.services.audit.record("admin:boss", "settings.change", "settings", changed=["company"])
    chinese = office.clerk("boss", "admin", language="zh").open("?section=activity")
    assert "更改 设置 内容：公司名称 boss 管理员" in chinese.words("list")


# -- one's own account, over HTTP


def _signed_in(house: House) -> TestClient:
    client = TestClient(house.app, follow_redirects=False)
    client.post("/login", data={"name": "anna", "password": PASSWORD})
    return client


def test_people_change_their_own_password_and_stay_in_while_others_are_out(house: House) -> None:
    here, elsewhere = _signed_in(house), _signed_in(house)
    new = "seven brown kettles"
    answer = here.post("/account", data={"present": PASSWORD, "password": new, "again": new})
    assert "Your password was changed." in answer.text
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").headers["location"].startswith("/login")
    assert house.services.accounts.verify("anna", new)
    assert house.services.audit.latest(1)[0].action == "account.password"


@pytest.mark.parametrize(
    ("present", "password", "again", "status", "sentence"),
    [
        ("wrong password", "seven brown kettles", "seven brown kettles", 403, "The present password is wrong."),
        (PASSWORD, "seven brown kettles", "seven brown kettle", 422, "The two new passwords differ."),
        (PASSWORD, "short", "short", 422, "The password is too short."),
    ],
)
def test_a_password_is_not_changed_without_the_present_one_or_by_mistake(
    house: House, present: str, password: str, again: str, status: int, sentence: str
) -> None:
    client = _signed_in(house)
    answer = client.post("/account", data={"present": present, "password": password, "again": again})
    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert house.services.accounts.verify("anna", PASSWORD)


def test_who_tries_passwords_on_an_open_browser_is_held_back(house: House) -> None:
    client = _signed_in(house)
    guesses = [client.post("/account", data={"present": f"guess {n}", "password": "", "again": ""}) for n in range(10)]
    assert "Too many wrong passwords." in guesses[-1].text


def test_the_page_is_in_the_persons_language_and_not_for_strangers(house: House) -> None:
    client = _signed_in(house)
    assert "当前密码" in client.get("/account", headers={"Accept-Language": "zh"}).text
    assert client.get("/account").headers["cache-control"] == "no-store"
    assert TestClient(house.app, follow_redirects=False).get("/account").status_code == 303
