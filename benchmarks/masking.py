"""How well personal data is found in the written examples of `tests/desk/personal_data.jsonl`, by kind and language.

    python -m benchmarks.masking [--errors] [--unseen | --file F]
    python -m benchmarks.masking --teach

The rules were made while looking at these examples (`written` says when those of the last rounds were written, and that
they were measured once before); `--unseen` takes others, written after the rules were done.
`--teach` learns the weights of `desk/personal_context.json` anew, from these examples and `name_lessons.txt`.

A finding is right when it is of the labelled kind, holds all of the labelled words and at most three characters more.
`hidden` is the share of labelled words of which nothing is left to read, whatever they were masked as.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._name_lessons import teach
from desk.masking import Finding, Masker
from knowledge.embedding import load_embedder

EXAMPLES = Path(__file__).parent.parent / "tests" / "desk" / "personal_data.jsonl"
UNSEEN = EXAMPLES.with_name("personal_data_unseen.jsonl")
MORE = 3  # characters that a finding may have beyond the label


@dataclass(frozen=True)
class Score:
    found: int
    missed: int
    wrong: int
    hidden: int = 0  # of found and missed: nothing of it can be read any more, whatever it was masked as

    @property
    def precision(self) -> float:
        return self.found / ((self.found + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.found / ((self.found + self.missed) or 1)

    @property
    def hiding(self) -> float:
        return self.hidden / ((self.found + self.missed) or 1)


def measure(masker: Masker, examples: Path = EXAMPLES, every: int = 1) -> tuple[dict[str, Score], list[str]]:
    """Scores by kind, by language and over 'all', and a line for each error; of every so many examples."""
    errors: list[str] = []
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    rows = [json.loads(line) for line in examples.read_text(encoding="utf-8").splitlines()[::every]]
    for row, findings in zip(rows, masker.find_all([row["text"] for row in rows]), strict=True):
        text, language, left = row["text"], row["language"], list(findings)
        for kind, words in row["personal"]:
            hit = next((finding for finding in left if _is_right(finding, kind, words, text)), None)
            (found if hit else missed).update((kind, language, "all"))
            if _is_hidden(findings, words, text):
                hidden.update((kind, language, "all"))
            if hit:
                left.remove(hit)
            else:
                errors.append(f"missed {kind} {words!r} in {text!r}")
        for finding in left:
            wrong.update((finding.kind, language, "all"))
            errors.append(f"wrong {finding.kind} {text[finding.start : finding.end]!r} in {text!r}")
    names = sorted(found | missed | wrong)
    return {name: Score(found[name], missed[name], wrong[name], hidden[name]) for name in names}, errors


def _is_right(finding: Finding, kind: str, words: str, text: str) -> bool:
    masked = text[finding.start : finding.end]
    return finding.kind == kind and words in masked and len(masked) <= len(words) + MORE


def _is_hidden(findings: Sequence[Finding], words: str, text: str) -> bool:
    """Whether all letters and digits of the words are masked, at one place at least."""
    covered = {at for finding in findings for at in range(finding.start, finding.end)}
    places = [match.span() for match in re.finditer(re.escape(words), text)]
    return any(all(at in covered or not text[at].isalnum() for at in range(*place)) for place in places)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list every error")
    parser.add_argument("--unseen", action="store_true", help="examples that the rules were not made with")
    parser.add_argument("--file", type=Path, help="examples of your own")
    parser.add_argument("--teach", action="store_true", help="learn the weights of names in their context")
    options = parser.parse_args()
    if options.teach:
        print(f"{teach(EXAMPLES, load_embedder())} sentences")
        return
    scores, errors = measure(Masker(load_embedder()), options.file or (UNSEEN if options.unseen else EXAMPLES))
    print(f"{'':<10} {'right':>6} {'missed':>7} {'wrong':>6} {'precision':>10} {'recall':>7} {'hidden':>7}")
    for name, score in scores.items():
        counts = f"{score.found:>6} {score.missed:>7} {score.wrong:>6}"
        print(f"{name:<10} {counts} {score.precision:>10.3f} {score.recall:>7.3f} {score.hiding:>7.3f}")
    if options.errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
