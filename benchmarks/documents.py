"""Real files of many formats: what is found in them, what is refused and why, how long it takes.

    python -m benchmarks.documents [--folder ../shared/data/documents] [--json] [--read-only]

The folder holds a `manifest.jsonl`: per line path, format, kind (normal, encrypted, malformed, ...), and where it is
known `expected_snippet`, with `snippet_verified` where another program found it in the file too. Without the folder
it says so and ends.

A snippet counts as found when it stands in the document after both are normalised: Unicode NFKC, lower case, and
nothing but letters and digits kept, so that neither line breaks nor hyphens nor punctuation decide. The document is
its title and its text, as `python -m assistant documents show` prints it. Of the snippets that are missed, those that
stand only where no reader looks are counted apart (`benchmarks.unseen` says how that is told), and so are formats that
are not read.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from benchmarks.unseen import normalised, unseen
from knowledge.errors import UnreadableFile
from knowledge.model import LoadedDocument
from knowledge.reading import Limits, Reader

_DEFAULT = "../shared/data/documents"
_SLOWEST = 5


def holds(document: LoadedDocument, snippet: str) -> bool:
    """Whether the snippet stands in the document; the module's docstring says how they are compared."""
    return normalised(snippet) in normalised(f"{document.title} {document.text}")


def measure(folder: Path, limits: Limits, only: str = "") -> dict[str, Any]:
    """Read every file of the manifest; the report, ready for JSON."""
    rows = [
        json.loads(line)
        for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    formats: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: dict[str, float] = defaultdict(float)
    refusals: list[dict[str, str]] = []
    missed: list[dict[str, str]] = []
    slowest: list[tuple[float, str]] = []
    pages, page_seconds = 0, 0.0
    with Reader(limits) as reader:
        for row in rows:
            if only and only not in row["path"]:
                continue
            count = formats[row["format"]]
            count["files"] += 1
            started = time.perf_counter()
            document = error = None
            try:
                document = reader.read(folder / row["path"], Path(row["path"]).name)
            except UnreadableFile as failure:
                error = failure
            took = time.perf_counter() - started
            seconds[row["format"]] += took
            slowest.append((took, row["path"]))
            if error is not None:
                count[f"refused: {error.code}"] += 1
                count["crashes"] += error.code == "crashed"
                refusals.append({"path": row["path"], "kind": row["kind"], "reason": error.code})
            if document is not None:
                count["ready"] += 1
                if document.format == "pdf" and row["kind"] != "scanned-or-ocr":
                    pages += document.pages or 0
                    page_seconds += took
            if row["kind"] == "normal" and row["snippet_verified"]:
                count["snippets"] += 1
                if document is not None and holds(document, row["expected_snippet"]):
                    count["found"] += 1
                else:
                    reason = error.code if error else "not in the text"
                    if reason != "unsupported":
                        reason = unseen(folder / row["path"], row["expected_snippet"]) or reason
                    count["unsupported"] += reason == "unsupported"
                    count["unseen"] += reason not in ("unsupported", "not in the text", error.code if error else "")
                    missed.append({"path": row["path"], "snippet": row["expected_snippet"], "reason": reason})
    total = sum(formats.values(), Counter[str]())
    return {
        "formats": {name: {**count, "seconds": round(seconds[name], 2)} for name, count in sorted(formats.items())},
        "files": total["files"],
        "ready": total["ready"],
        "snippets": total["snippets"],
        "found": total["found"],
        "unsupported": total["unsupported"],
        "unseen": total["unseen"],
        "crashes": total["crashes"],
        "pdf_pages_per_second": round(pages / page_seconds, 1) if page_seconds else None,
        "seconds": round(sum(seconds.values()), 1),
        "refusals": refusals,
        "missed": missed,
        "slowest": [
            {"path": path, "seconds": round(took, 2)} for took, path in sorted(slowest, reverse=True)[:_SLOWEST]
        ],
    }


def show(report: dict[str, Any]) -> None:
    print(f"{'format':8}{'files':>7}{'ready':>7}{'snippets found':>18}{'seconds':>9}  refused")
    for name, count in report["formats"].items():
        found = f"{count.get('found', 0)} of {count.get('snippets', 0)}"
        reasons = ", ".join(
            f"{key.removeprefix('refused: ')} {value}" for key, value in count.items() if key.startswith("refused")
        )
        print(f"{name:8}{count['files']:7}{count.get('ready', 0):7}{found:>18}{count['seconds']:9}  {reasons}")
    for row in report["missed"]:
        print(f"missed   {row['path']}: {row['snippet'][:80]!r} ({row['reason']})")
    for row in report["refusals"]:
        print(f"refused  {row['path']} ({row['kind']}): {row['reason']}")
    for row in report["slowest"]:
        print(f"slow     {row['path']}: {row['seconds']} s")
    print(f"{report['files']} files, {report['ready']} ready, {report['crashes']} crashes, {report['seconds']} s")
    unsupported, unseen_ = report["unsupported"], report["unseen"]
    readable = report["snippets"] - unsupported - unseen_
    found, all_ = report["found"], report["snippets"]
    print(
        f"{found} of {all_} snippets found: {found / max(readable, 1):.1%} of the {readable} that are text of a format"
    )
    print(f"that is read ({unsupported} are in other formats, {unseen_} stand where no reader looks)")
    print(f"PDF: {report['pdf_pages_per_second']} pages/s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=Path(os.environ.get("FRONTDESK_BENCHMARK_DATA") or _DEFAULT))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--read-only", action="store_true", help="read the files and store nothing")
    parser.add_argument("--only", default="", help="only files whose path contains this")
    arguments = parser.parse_args()
    if not (arguments.folder / "manifest.jsonl").is_file():
        print(
            f"No documents in '{arguments.folder}': nothing to measure. Give a folder with --folder.", file=sys.stderr
        )
        return 0
    report = measure(arguments.folder, Limits(), arguments.only)
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        show(report)
    return 1 if report["crashes"] else 0


if __name__ == "__main__":
    sys.exit(main())
