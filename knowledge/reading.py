"""Reading a file in a process that can be killed.

Files come from anywhere and parsers are large: one that hangs, crashes or eats memory must cost one file and nothing
else. So a child process (`python -m knowledge.reader`) reads, with few rights and no secrets, and this side watches
its clock and its memory and kills it at a limit. The child is kept warm and reads many files, for starting one takes
longer than reading most files; when it was stopped, has grown or has read many, a new one takes its place.

The limits on memory and time hold on every system because this side watches them; on Linux and macOS the child also
sets itself the system's own (see `knowledge.reader`).
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import psutil

from knowledge.errors import SENTENCES, UnreadableFile
from knowledge.loading import Limits, readable_size
from knowledge.model import Block, LoadedDocument, Place

__all__ = ["Limits", "Reader", "read"]

_ROOT = Path(__file__).resolve().parent.parent
_GLANCE = 0.05  # seconds between two looks at the child
_RECYCLE_FILES = 200
_RECYCLE_MEMORY = 700 * 2**20  # resident; what a child that has done OCR keeps is below
_START_SECONDS = 60.0
_MOST_OUTPUT = 2**30  # characters of one result

# What a Python process needs to start. Nothing else of our environment is the child's business.
_ENVIRONMENT = (
    "PATH",
    "SYSTEMROOT",
    "WINDIR",
    "TEMP",
    "TMP",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "LANG",
    "LC_ALL",
)
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def read(
    path: Path, name: str, limits: Limits | None = None, cancelled: Callable[[], bool] = lambda: False
) -> LoadedDocument:
    """Read one file in a child of its own; raises UnreadableFile. For many files keep a Reader."""
    with Reader(limits) as reader:
        return reader.read(path, name, cancelled)


class Reader:
    """Reads files, one at a time, in a child process it keeps warm. Any thread may call it; `close` it."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._turn = threading.Lock()
        self._child: _Child | None = None

    def read(
        self, path: Path, name: str | None = None, cancelled: Callable[[], bool] = lambda: False
    ) -> LoadedDocument:
        """The text of the file with its structure; raises UnreadableFile with the reason, 'cancelled' among them.

        name: what the person who uploaded it calls it, where that is not the name it lies under.
        """
        try:
            size = path.stat().st_size if path.is_file() else -1
        except OSError:
            size = -1
        if size < 0:
            raise UnreadableFile("missing")
        if size == 0:
            raise UnreadableFile("empty")
        if size > self.limits.size:
            raise UnreadableFile("too_large", limit=readable_size(self.limits.size))
        with self._turn:
            if cancelled():
                raise UnreadableFile("cancelled")
            child = self._warm_child()
            question = {"path": str(path.resolve()), "name": name or path.name, "limits": asdict(self.limits)}
            try:
                reply = child.ask(question, self.limits, cancelled)
            except BaseException:
                self._drop_child()
                raise
            if child.is_worn() or reply.get("error") == "too_much_memory":
                self._drop_child()
        return _document(reply)

    def close(self) -> None:
        with self._turn:
            self._drop_child()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _warm_child(self) -> "_Child":
        if self._child is not None and not self._child.is_alive():
            self._drop_child()
        if self._child is None:
            self._child = _Child()
        return self._child

    def _drop_child(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


class _Child:
    """One reading process: a line of JSON in, a line of JSON out."""

    def __init__(self) -> None:
        environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
        environment |= dict.fromkeys(_ONE_THREAD, "1")
        environment |= {
            "PYTHONPATH": str(_ROOT),
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "knowledge.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
            start_new_session=True,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # Windows has it, others have nice
        )
        self._watched = psutil.Process(self._process.pid)
        self._replies: queue.Queue[str] = queue.Queue()
        self._files = 0
        threading.Thread(target=_pump, args=(self._process.stdout, self._replies), name="reading", daemon=True).start()
        if self._next_reply(time.monotonic() + _START_SECONDS, None, lambda: False) != "ready\n":
            self.kill()
            raise UnreadableFile("crashed")

    def ask(self, question: dict[str, Any], limits: Limits, cancelled: Callable[[], bool]) -> dict[str, Any]:
        self._files += 1
        deadline = time.monotonic() + limits.seconds
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(question).encode("utf-8") + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise UnreadableFile("crashed") from None
        line = self._next_reply(deadline, limits, cancelled)
        try:
            reply = json.loads(line)
        except ValueError:
            raise UnreadableFile("crashed") from None
        if not isinstance(reply, dict):
            raise UnreadableFile("crashed")
        return reply

    def _next_reply(self, deadline: float, limits: Limits | None, cancelled: Callable[[], bool]) -> str:
        """The child's next line; raises UnreadableFile when it dies, is too slow, too large or no longer wanted."""
        while True:
            try:
                line = self._replies.get(timeout=_GLANCE)
            except queue.Empty:
                pass
            else:
                if not line.endswith("\n"):  # it ended in the middle, or before it began
                    raise UnreadableFile(self._reason_of_death())
                return line
            if cancelled():
                raise UnreadableFile("cancelled")
            if time.monotonic() > deadline:
                raise UnreadableFile("too_slow", limit=f"{limits.seconds if limits else _START_SECONDS:g}")
            if limits and self._memory() > limits.memory:
                raise UnreadableFile("too_much_memory")

    def _reason_of_death(self) -> str:
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            code = 0
        # SIGXCPU: the system's own limit on computing time was quicker than this side's look at the clock
        return "too_slow" if code == -24 else "crashed"

    def _memory(self) -> int:
        try:
            return int(self._watched.memory_info().rss)
        except psutil.Error:
            return 0

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def is_worn(self) -> bool:
        return self._files >= _RECYCLE_FILES or self._memory() > _RECYCLE_MEMORY

    def kill(self) -> None:
        """End the process and all it may have started, and wait until they are gone."""
        try:
            family = [*self._watched.children(recursive=True), self._watched]
        except psutil.Error:
            family = []
        for process in family:
            try:
                process.kill()
            except psutil.Error:
                continue
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


def _pump(pipe: IO[bytes], replies: "queue.Queue[str]") -> None:
    """Hand the child's lines over; a last one without a line end says that it is gone."""
    try:
        while line := pipe.readline(_MOST_OUTPUT):
            replies.put(line.decode("utf-8", "replace"))
            if not line.endswith(b"\n"):
                return
    except (OSError, ValueError):
        pass
    replies.put("")


def _document(reply: dict[str, Any]) -> LoadedDocument:
    """What the child found; raises the UnreadableFile it reports."""
    if "error" in reply:
        code = reply["error"] if reply["error"] in SENTENCES else "crashed"
        raise UnreadableFile(code, **{str(key): str(value) for key, value in reply.get("details", {}).items()})
    return LoadedDocument(
        title=reply["title"],
        format=reply["format"],
        blocks=tuple(
            Block(
                block["text"],
                block["kind"],
                tuple(block["headings"]),
                Place(**block["place"]),
                tuple((c, v) for c, v in block["cells"]),
            )
            for block in reply["blocks"]
        ),
        pages=reply["pages"],
        warnings=tuple(reply["warnings"]),
    )
