"""How much text a folder holds: what was read of it, and what is reckoned from that, for every format."""

import shutil
from functools import partial
from pathlib import Path

import pytest

import samples
from assistant.tuning.texts import estimate, read_texts
from knowledge.errors import UnreadableFile
from tests.waiting import HANG

patient = partial(estimate, seconds=HANG, of_one=HANG)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF whose bytes say little of its text, beside Markdown and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("texts")
    (pdf,) = (document.path for document in samples.documents() if document.path.name == "warranty.pdf")
    for n in range(3):
        shutil.copyfile(pdf, folder / f"{n}.pdf")
    for n in range(9):
        (folder / f"{n}.md").write_text(f"# Parcel {n}\n\n" + "It comes on monday. 星期一送到。\n" * (90 + n % 3))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (folder / ".hidden.md").write_text("not looked at")
    return folder


def test_all_files_are_counted_by_the_text_that_learning_will_read(folder: Path) -> None:
    lost: list[tuple[str, UnreadableFile]] = []
    texts, unread = read_texts(folder, lambda file, error: lost.append((file, error)))
    assert (len(texts), unread, [file for file, _ in lost]) == (10, 1, ["broken.pdf"])
    pdf = next(text for text in texts if "Parcel" not in text)
    found = patient(folder)
    assert (found.files, found.read, found.spread) == (13, 13, 0)
    # the PDF lies there three times, and is learned once
    assert found.characters == sum(map(len, texts)) + 2 * len(pdf)
    assert sum(map(len, found.sample)) == found.characters
    assert len(pdf) > 1000


def test_where_only_some_are_read_the_truth_lies_within_what_is_said(folder: Path) -> None:
    whole, some, none = patient(folder), patient(folder, most=6), estimate(folder, seconds=0)
    assert (some.files, some.read) == (13, 6)
    assert 0 < some.spread < 1
    assert abs(some.characters - whole.characters) <= some.spread * some.characters
    assert (none.read, none.characters, none.sample) == (0, 0, [])
