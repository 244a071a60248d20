"""Files are read in a child that can be killed: whatever happens to it, the next file is read."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import psutil
import pytest

from knowledge.errors import UnreadableFile
from knowledge.loading import Source, load
from knowledge.reading import Limits, Reader, read
from tests.waiting import HANG

ROOT = Path(__file__).resolve().parents[2]


def children() -> list[psutil.Process]:
    """The reading processes that this one has started."""
    return [process for process in psutil.Process().children() if "knowledge.reader" in process.cmdline()]


@pytest.fixture
def reader():
    with Reader() as reader:
        yield reader
    assert children() == []


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<html><h1>退货</h1><table><tr><th>Zone<th>Days<tr><td>EU<td>3</table></html>", encoding="utf-8")
    return path


@pytest.fixture
def slow(tmp_path):
    """A file that takes seconds to read."""
    path = tmp_path / "slow.csv"
    path.write_text("a,b,c\n" + "one,two,three\n" * 1_500_000)
    return path


def code(reader: Reader, path: Path, **arguments) -> str:
    with pytest.raises(UnreadableFile) as caught:
        reader.read(path, **arguments)
    return caught.value.code


def test_the_child_finds_what_the_loader_finds(reader, page):
    assert reader.read(page, "Returns.html") == load(Source(page.read_bytes(), "Returns.html"))


def test_one_call_reads_one_file_and_leaves_no_process(page):
    assert read(page, "a.html", Limits()).format == "html"
    assert children() == []


def test_the_child_is_kept_for_the_next_file(reader, page):
    reader.read(page)
    before = children()
    reader.read(page)
    assert children() == before
    assert len(before) == 1


def test_several_threads_may_share_a_reader(reader, page):
    found = []
    threads = [threading.Thread(target=lambda: found.append(reader.read(page).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read(page, slow):
    with Reader() as reader:
        reader.read(page)
        reader.limits = Limits(seconds=0.5)
        assert code(reader, slow) == "too_slow"
        assert children() == []
        reader.limits = Limits()
        assert reader.read(page).format == "html"


def test_a_file_that_takes_too_much_memory_is_stopped_and_the_next_is_read(page, slow):
    with Reader(Limits(memory=150 * 2**20)) as reader:
        assert code(reader, slow) == "too_much_memory"
        assert reader.read(page).format == "html"


def test_a_child_that_dies_costs_one_file(reader, page, slow):
    reader.read(page)
    victim = children()[0]
    looks = itertools.count()

    def kill_it_once_it_reads() -> bool:
        if next(looks) == 1:  # the first look is before it is given the file
            victim.kill()
        return False

    assert code(reader, slow, cancelled=kill_it_once_it_reads) == "crashed"
    assert reader.read(page).format == "html"


def test_a_cancelled_file_is_stopped_at_once(reader, page, slow):
    reader.read(page)
    answers = iter([False, False, True])  # a fourth question would be an error
    assert code(reader, slow, cancelled=lambda: next(answers)) == "cancelled"
    assert children() == []


@pytest.mark.parametrize(
    ("content", "limits", "reason"),
    [
        (b"", Limits(), "empty"),
        (b"x" * 2000, Limits(size=1000), "too_large"),
        (None, Limits(), "missing"),
        (b"%PDF-1.4", Limits(), "malformed"),
    ],
)
def test_what_cannot_be_read_has_its_reason(tmp_path, content, limits, reason):
    path = tmp_path / "a.txt"
    if content is not None:
        path.write_bytes(content)
    with Reader(limits) as reader:
        assert code(reader, path) == reason


def test_the_child_has_low_priority_no_secrets_and_no_leave_to_write(reader, page, monkeypatch):
    monkeypatch.setenv("FRONTDESK_ADMIN_PASSWORD", "do-not-tell")
    reader.read(page)
    child = children()[0]
    assert "do-not-tell" not in str(child.environ())
    if sys.platform == "linux":
        assert child.nice() == min(19, psutil.Process().nice() + 15)  # the lowest there is is 19
        assert child.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)


def test_the_child_may_not_reach_the_network_or_start_programs():
    program = """
        import socket, subprocess, sys
        from knowledge.reader import _forbid
        sys.addaudithook(_forbid)
        for attempt in (
            lambda: socket.create_connection(("127.0.0.1", 9)),
            lambda: socket.getaddrinfo("localhost", 80),
            lambda: subprocess.run(["echo"]),
        ):
            try:
                attempt()
                print("reached")
            except PermissionError:
                print("refused")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["refused"] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for the others")
def test_the_child_ends_with_the_process_that_started_it(page):
    program = f"""
        import time, psutil
        from pathlib import Path
        from knowledge.reading import Reader
        Reader().read(Path({str(page)!r}))
        print(psutil.Process().children()[0].pid, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(timeout=HANG)
    assert not psutil.pid_exists(pid)
