"""Personal data in what people write, replaced by a word for its kind, [EMAIL] or [NAME]. Nothing brings it back.

What it finds is a matter of form and of the words around it, so it errs in both directions; `benchmarks/masking.py`
says how often. About
one in seven of what is written by strangers is left, names above all (docs/decisions.md): look at rows before they are
used.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desk.personal_addresses import find_addresses
from desk.personal_chinese_names import find_chinese_names
from desk.personal_handles import find_handles
from desk.personal_names import find_names
from desk.personal_numbers import find_numbers

SHORTEST_PUBLIC = 4  # characters: a surname alone stands in many a text without being meant there

# Digits and signs of Chinese keyboards, one for one, so that places stay the same.
_NARROW = str.maketrans("０１２３４５６７８９＋－（）：＠．　！？；～", "0123456789+-():@. !?;~")


@dataclass(frozen=True)
class Finding:
    """Personal data at [start, end) of a text."""

    kind: str  # email, phone, card, account, identity, contact, plate, address, name
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    """A text without what was found in it, and how much of each kind that was."""

    text: str
    found: tuple[tuple[str, int], ...] = ()


class Masker:
    """Masks texts in English and Chinese."""

    def __init__(self, public: Iterable[str] = ()) -> None:
        """`public`: words that are no personal data, wherever they stand: the company's own name and contact data."""
        self._public = "\n".join(public)

    def mask(self, text: str, public: str = "") -> Masked:
        """`public`: a text, of passages, whose words are left as they are too."""
        found = self.find(text, public)
        masked, position = "", 0
        for finding in found:
            masked += f"{text[position : finding.start]}[{finding.kind.upper()}]"
            position = finding.end
        counts = Counter(finding.kind for finding in found)
        return Masked(masked + text[position:], tuple(sorted(counts.items())))

    def find(self, text: str, public: str = "") -> Sequence[Finding]:
        """What is personal, in the order of the text; of findings that overlap, the surer kind."""
        known = f"{self._public}\n{public}".casefold()
        narrow = text.translate(_NARROW)
        kept: list[Finding] = []
        for kind, start, end in _all(narrow):
            words = text[start:end].casefold()
            is_public = len(words) >= SHORTEST_PUBLIC and words in known
            if not is_public and not any(start < other.end and other.start < end for other in kept):
                kept.append(Finding(kind, start, end))
        return sorted(kept, key=lambda finding: finding.start)


def _all(text: str) -> Iterator[tuple[str, int, int]]:
    """The surest kinds first; of one kind the longest, as a part of an address is one as well."""
    yield from find_handles(text)
    yield from find_numbers(text)
    yield from (("address", *span) for span in _longest_first(find_addresses(text)))
    yield from (("name", *span) for span in _longest_first((*find_names(text), *find_chinese_names(text))))


def _longest_first(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(set(spans), key=lambda span: (span[0] - span[1], span[0]))
