"""The models section: admins see who answers, choose another, and try a question side by side."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engines.choosing import Wish
from tests.assistant.engines.faulty import FaultyServer
from tests.assistant.engines.tiny import build
from tests.waiting import wait_until
from tests.web.staffing import Clerk, Office


@pytest.fixture
def admin(office: Office) -> Iterator[Clerk]:
    yield office.clerk("boss", "admin").open("?section=models")
    office.services.engines.close()


def allow(office: Office, address: str) -> None:
    host = address.split("/")[2]
    object.__setattr__(office.services.engines._settings, "model_hosts", host)


def test_without_a_model_it_says_that_the_documents_are_quoted(admin: Clerk) -> None:
    assert "Quotes from the documents" in admin.words("list")
    assert "127.0.0.1:9" in admin.words("list")


def test_a_model_is_chosen_at_an_allowed_address_and_then_shown(office: Office, admin: Clerk) -> None:
    with FaultyServer() as server:
        allow(office, server.url())
        admin.do("use-model", kind="remote", url=server.url(), model="tiny", key="sk-very-secret")
        assert "Answers come from tiny" in admin.words()
        wait_until(lambda: office.services.engines.state == "ready")
        list(office.services.engines.current.stream([]))  # type: ignore[union-attr]
        admin.open("?section=models")
        words = admin.words("list")
        assert "tiny" in words
        assert "tokens per second" in words
        assert "sk-very-secret" not in admin.seen["list"]
        (entry,) = office.services.audit.latest(1)
        assert (entry.action, entry.subject) == ("model.choose", "remote")
        assert "sk-very-secret" not in str(entry.details)
        admin.do("use-model", kind="embedded")
        assert office.services.engines.current is None


def test_another_address_is_refused_with_the_operators_setting_named(office: Office, admin: Clerk) -> None:
    admin.do("use-model", kind="remote", url="http://169.254.169.254/latest", model="m")
    assert "FRONTDESK_MODEL_HOSTS" in admin.words()
    assert office.services.preferences.get().model == {}


def test_what_failed_is_listed_with_its_sentence(office: Office, admin: Clerk) -> None:
    with FaultyServer() as server:
        allow(office, server.url())
        admin.do("use-model", kind="remote", url=server.url("401"), model="tiny")
        wait_until(lambda: office.services.engines.state == "ready")
        with pytest.raises(Exception, match="key"):
            list(office.services.engines.current.stream([]))  # type: ignore[union-attr]
        assert "refused the key" in admin.open("?section=models").words("list")


def test_a_question_is_tried_side_by_side(office: Office, admin: Clerk) -> None:
    admin.do("try-models", question="How long does standard shipping take?")
    wait_until(lambda: "0.1 s" in admin.open("?section=models").words("list"))
    assert "3–5 working days" in admin.words("list")
    assert "Type a question first." in admin.do("try-models", question=" ").words()


def test_what_the_operator_has_set_and_any_allowed_server_are_tried_too(office: Office, admin: Clerk) -> None:
    with FaultyServer() as server:
        allow(office, server.url())
        for name, value in (("model", "tiny"), ("model_url", server.url())):  # by the operator
            object.__setattr__(office.services.engines._settings, name, value)
        office.services.choose_model(Wish("embedded"))
        admin.do("try-models", question="How long does standard shipping take?", url=server.url(), model="other")
        wait_until(lambda: admin.open("?section=models").seen["list"].count("0.1 s") == 3)
        assert set(re.findall('article class="take" aria-label="([^"]+)"', admin.seen["list"])) == {
            "Quotes from the documents", "tiny", "other",
        }  # fmt: skip
        assert office.services.engines.current is None
        admin.do("try-models", question="?", url="http://169.254.169.254/latest", model="m")
        wait_until(lambda: "FRONTDESK_MODEL_HOSTS" in admin.open("?section=models").words("list"))


def test_a_model_in_this_process_shows_its_device_and_memory(office: Office, admin: Clerk, tmp_path: Path) -> None:
    tiny = build(tmp_path / "tiny")
    object.__setattr__(office.services.engines._settings, "model", str(tiny))
    office.services.choose_model(Wish())
    wait_until(lambda: office.services.engines.state == "ready")
    assert re.search(
        r"Device processor.* Memory weights \S+ KB; \S+ [MG]B of", admin.open("?section=models").words("list")
    )


def test_staff_neither_see_nor_change_it(office: Office) -> None:
    anna = office.clerk("anna").open("?section=models")
    assert "Quotes from the documents" not in anna.seen["list"]
    anna.do("use-model", kind="embedded")
    assert office.services.preferences.get().model == {}


def test_chinese(office: Office) -> None:
    admin = office.clerk("boss", "admin", language="zh").open("?section=models")
    assert "引用文档原文" in admin.words("list")
    office.services.engines.close()
