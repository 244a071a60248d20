"""A bar that tells how far an import is, also where another process imports."""

import io
from threading import Event

from assistant.bar import Bar, bar, watching
from tests.waiting import HANG


def test_a_bar_draws_itself_anew_in_one_line_and_leaves_none():
    out = io.StringIO()
    drawn = Bar(out)
    drawn.tell("reading", 512, 0)
    drawn.tell("embedding", 5_000, 20_000)
    lines = out.getvalue().split("\r")
    assert lines[1].split() == ["Reading", "512", "products", "0:00"]
    assert lines[2] == f"Taking in  [{'█' * 7}{'░' * 21}]  25 %  5,000 of 20,000 products  0:00"
    drawn.close()
    assert out.getvalue().split("\r")[-2:] == [" " * len(lines[2]), ""]


def test_no_bar_is_drawn_where_nobody_looks():
    with bar(True) as progress:  # stderr is no terminal here
        assert progress is None


def test_what_another_process_says_of_its_progress_is_told():
    told, seen = list[tuple[str, int, int]](), Event()

    def tell(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))
        seen.set()

    with watching(lambda: ("embedding", 1, 2), tell, every=0.01):
        assert seen.wait(HANG)
    assert told[0] == ("embedding", 1, 2)
