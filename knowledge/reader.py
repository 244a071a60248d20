"""The process that reads files for `knowledge.reading`: `python -m knowledge.reader`.

A line of JSON on standard input asks for a file, a line of JSON on standard output answers with its blocks or with
the reason why there are none. Before the first file it gives up what reading needs not: other processes, the
network, the writing of files, and priority.
"""

import gc
import json
import os
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from knowledge.errors import UnreadableFile
from knowledge.loading import Limits, Source, load
from knowledge.loading.source import Budget
from knowledge.model import LoadedDocument

_NICE = 15
_LIBRARIES = 2**30  # address space that the libraries' code takes beside what a file needs
_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.forkpty",
    "os.startfile",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "shutil.rmtree",
)


def main() -> None:
    replies = _own_stdout()
    _step_back()
    sys.addaudithook(_forbid)
    questions: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    replies.write("ready\n")
    replies.flush()
    # millions of blocks are made and none lets go of another: looking for cycles meanwhile takes half the time
    gc.disable()
    while True:
        reply = _answer(json.loads(questions.get()))
        try:
            line = json.dumps(reply)
        except MemoryError:
            reply.clear()
            line = json.dumps({"error": "too_much_memory"})
        replies.write(line + "\n")
        replies.flush()
        del reply, line
        gc.collect()


def _listen(questions: "SimpleQueue[str]") -> None:
    """Hand the questions over; when the other side is gone, nobody waits for an answer: end at once."""
    for line in sys.stdin:
        questions.put(line)
    os._exit(0)


def _own_stdout() -> TextIO:
    """Standard output for replies alone: what a library prints goes nowhere."""
    replies = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return replies


def _step_back() -> None:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit(limits: Limits) -> None:
    """The system's own limits, for the file that comes. The other side watches too; this is the second wall."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime + limits.seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory + _LIBRARIES, most))


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} is not allowed while reading files")


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(**question["limits"])
    try:
        _limit(limits)
        try:
            data = Path(question["path"]).read_bytes()
        except OSError:
            return {"error": "missing"}
        return _as_json(load(Source(data, question["name"], Budget(limits))))
    except UnreadableFile as error:
        return {"error": error.code, "details": error.details}
    except MemoryError:
        return {"error": "too_much_memory"}


def _as_json(document: LoadedDocument) -> dict[str, Any]:
    return {
        "title": document.title,
        "format": document.format,
        "pages": document.pages,
        "warnings": document.warnings,
        "blocks": [
            {"text": b.text, "kind": b.kind, "headings": b.headings, "place": b.place.to_json(), "cells": b.cells}
            for b in document.blocks
        ],
    }


if __name__ == "__main__":
    main()
