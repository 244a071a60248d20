"""A fifth of the scripted conversations, played against the real understanding: a floor, not the figure.

`python -m benchmarks.conversations` plays all of them.
"""

from pathlib import Path

from benchmarks.conversations import Stage, figures, learnt_understander, scripts
from storage.database import open_database

EVERY = 5
LEAST_ROUTING, LEAST_RIGHT = 0.93, 0.8


def test_scripted_conversations_go_as_they_should(tmp_path: Path) -> None:
    chosen = list(scripts())[::EVERY]
    database = open_database(f"sqlite:///{(tmp_path / 's.sqlite').as_posix()}", tmp_path)
    stage = Stage(database, learnt_understander())
    outcomes = [stage.play(script, language) for language, script in chosen]
    database.close()
    found = figures(outcomes)
    wrong = [f"{one.about}: {reason}" for one in outcomes for reason in one.wrong]
    assert found["routing"] >= LEAST_ROUTING, wrong
    assert found["right"] / len(chosen) >= LEAST_RIGHT, wrong


def test_there_are_fifty_in_each_language() -> None:
    languages = [language for language, _ in scripts()]
    assert (languages.count("en"), languages.count("zh")) == (50, 50)
