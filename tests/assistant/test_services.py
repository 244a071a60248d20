"""Everything behind the pages: opened quickly, loaded behind, given back whole."""

import dataclasses
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

import samples
from assistant.engines.choosing import Wish
from assistant.services import Services
from assistant.understanding.keeping import Learnt
from assistant.understanding.learning import starter_intents
from storage.errors import FolderInUse
from tests.assistant.conftest import settings_in
from tests.waiting import LONG_HANG, wait_until


def test_the_sample_company_comes_once_into_an_empty_folder_and_never_back(tmp_path: Path) -> None:
    settings = dataclasses.replace(settings_in(tmp_path / "data"), samples=True)
    services = Services.open(settings)
    services.start()
    try:
        wait_until(lambda: services.state == "ready", "the assistant is ready", LONG_HANG)
        wait_until(lambda: services.trade.has_products, "the products are there", LONG_HANG)
        wait_until(lambda: services.knowledge.count() == len(samples.documents()), "the samples are there", LONG_HANG)
        assert services.starters("zh") == samples.STARTERS["zh"]
        for info in services.knowledge.list():
            assert info.is_sample
            services.knowledge.remove(info.id)
    finally:
        services.close()
    services = Services.open(settings)
    try:
        services.load()
        services.welcome()
        assert services.knowledge.count() == 0
        services.state = "ready"
        assert services.starters("en") == ()
    finally:
        services.close()


def test_a_release_brings_its_new_intents_and_only_then_learns_anew(
    tmp_path: Path, in_place: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt_anew: list[bool] = []
    monkeypatch.setattr(Learnt, "load", lambda self, *, anew=False: learnt_anew.append(anew))
    shipped = [one for one in starter_intents() if one.name in ("callback", "lost_property")]
    for release in (shipped[:1], shipped[:1], shipped):
        monkeypatch.setattr("assistant.services.starter_intents", partial(list, release))
        with closing(Services.open(settings_in(tmp_path))) as services:
            services.load()
            assert [one.name for one in services.intents.list()] == [one.name for one in release]
    assert learnt_anew == [True, False, True]


def test_one_folder_has_one_owner_and_is_free_again_after_closing(tmp_path: Path) -> None:
    first = Services.open(settings_in(tmp_path))
    with pytest.raises(FolderInUse, match="FRONTDESK_DATA_DIR"):
        Services.open(settings_in(tmp_path))
    first.close()
    Services.open(settings_in(tmp_path)).close()


def test_a_models_key_stays_with_the_address_it_was_typed_for(tmp_path: Path) -> None:
    settings = dataclasses.replace(settings_in(tmp_path), model="embedded", model_hosts="127.0.0.1:8, 127.0.0.1:9")
    services = Services.open(settings)
    try:
        services.choose_model(Wish("remote", "m", "http://127.0.0.1:9/v1", "sk-typed"))
        services.choose_model(Wish("remote", "other", "http://127.0.0.1:9/v1"))
        assert services.chosen.wish.key == "sk-typed"
        services.choose_model(Wish("remote", "m", "http://127.0.0.1:8/v1"))
        assert services.chosen.wish == Wish("remote", "m", "http://127.0.0.1:8/v1", "")
    finally:
        services.close()
