"""The settings section: read by staff, changed by admins."""

import pytest

from tests.web.fakes import COMPANY
from tests.web.staffing import Clerk, Office

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
FORM = {
    "company.en": COMPANY["en"], "company.zh": COMPANY["zh"], "contact.en": "help@linden.example",
    "contact.zh": "help@linden.example", "greeting.en": "", "greeting.zh": "", "starters.en": "", "starters.zh": "",
    "tone.en": "", "tone.zh": "", "rules.en": "", "rules.zh": "", "refusal": "0.5", "accent": "#2f6feb",
    "downloads": "",
}  # fmt: skip


@pytest.fixture
def admin(office: Office) -> Clerk:
    return office.clerk("boss", "admin").open("?section=settings")


def _sent(office: Office, content: bytes, name: str = "logo.png") -> dict[str, str]:
    folder = office.upload_folder / "sent"
    folder.mkdir()
    (folder / "file").write_bytes(content)
    return {"path": str(folder / "file"), "name": name}


def test_what_was_changed_is_saved_and_said(office: Office, admin: Clerk) -> None:
    changes = {
        "company.zh": "菩提茶庄",
        "starters.en": "What is new?\n\n How long? ",
        "refusal": "0.7",
        "downloads": "yes",
    }
    admin.do("save-settings", **FORM | changes)
    said = "Saved: Company name, Starter questions, When to say “I don't know”, Customers may download original files."
    assert said in admin.words()
    now = office.services.preferences.get()
    assert now.company == {"en": COMPANY["en"], "zh": "菩提茶庄"}
    assert (now.starters["en"], now.refusal, now.downloads) == (("What is new?", "How long?"), 0.7, True)
    (entry,) = office.services.audit.latest(1)
    assert (entry.action, entry.details["changed"]) == (
        "settings.change",
        ["company", "starters", "refusal", "downloads"],
    )
    assert "菩提茶庄" in admin.seen["list"]


def test_back_to_its_default_a_setting_is_kept_no_longer(office: Office, admin: Clerk) -> None:
    admin.do("save-settings", **FORM | {"greeting.en": "Hello.", "accent": "#ff0000"})
    assert office.services.preferences.get().accent == "#ff0000"
    admin.do("save-settings", **FORM)
    assert "Saved: Greeting, Accent colour." in admin.words()
    assert office.services.preferences.get() == office.services.preferences.defaults
    assert "Nothing was changed." in admin.do("save-settings", **FORM).words()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"company.en": "x" * 81}, "This text is too long. Use at most 80 characters."),
        ({"starters.zh": "\n".join("问题" + str(n) for n in range(7))}, "Keep at most 6."),
        ({"accent": "red; } body { background: url(//evil.example)"}, "This is not a colour."),
        ({"refusal": "2"}, "The threshold must lie between 0 and 1."),
        ({"refusal": "nan"}, "The threshold must lie between 0 and 1."),
        ({"refusal": "x"}, "The threshold must lie between 0 and 1."),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_changed(
    office: Office, admin: Clerk, changes: dict[str, str], sentence: str
) -> None:
    before = office.services.preferences.get()
    admin.do("save-settings", **FORM | {"greeting.en": "Hello."} | changes)
    assert sentence in admin.words()
    assert office.services.preferences.get() == before


def test_questions_found_in_the_documents_are_shown_where_none_are_chosen(admin: Clerk) -> None:
    assert 'placeholder="How long does shipping take?' in admin.seen["list"]
    assert 'placeholder="退货期限是多久？' in admin.seen["list"]


def test_a_logo_is_taken_out_of_the_upload_folder_and_shown(office: Office, admin: Clerk) -> None:
    assert "The logo was saved." in admin.do("set-logo", files=[_sent(office, PNG)]).words()
    assert office.services.preferences.logo() == ("image/png", PNG)
    assert 'src="/look/logo' in admin.seen["list"]
    assert not [path for path in office.upload_folder.rglob("*") if path.is_file()]
    assert "This file is no picture" in admin.do("set-logo", files=[_sent(office, b"MZ")]).words()
    assert not [path for path in office.upload_folder.rglob("*") if path.is_file()]
    assert "The logo is too large." in admin.do("set-logo", files=[_sent(office, PNG + bytes(200_000))]).words()
    assert "did not arrive whole" in admin.do("set-logo", files=[{"path": "/etc/passwd", "name": "logo.png"}]).words()
    assert office.services.preferences.logo() == ("image/png", PNG)
    assert "The logo was removed." in admin.do("remove-logo").words()
    assert office.services.preferences.logo() is None


def test_the_sample_company_goes_and_the_companys_own_stay(office: Office, admin: Clerk) -> None:
    assert "2 documents of a made-up company" in admin.words("list")
    assert "The sample company was removed." in admin.do("remove-samples").words()
    assert [info.name for info in office.services.knowledge.list()] == ["internal.txt"]
    assert "Sample company" not in admin.words("list")


def test_staff_read_the_settings_and_change_nothing(office: Office) -> None:
    staff = office.clerk().open("?section=settings")
    assert COMPANY["zh"] in staff.seen["list"]
    assert "Only admins change them" in staff.words("tools")
    assert '<fieldset class="plain" disabled>' in staff.seen["list"]
    for verb in ("save-settings", "set-logo", "remove-logo", "remove-samples"):
        staff.do(verb, files=[], **{"company.en": "Mine"})
        assert "Only an admin may do this." in staff.words()
    assert office.services.preferences.get().company == COMPANY
    assert office.services.knowledge.count() == 3
