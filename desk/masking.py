"""Personal data in what people write, replaced by a word for its kind, [EMAIL] or [NAME]. Nothing brings it back.

What it finds is a matter of form, of the words around it and of what two small networks make of the sentence, so it
errs in both directions; `benchmarks/masking.py` says how often. Look at rows before they are used.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.personal_addresses import find_addresses
from desk.personal_chinese_names import find_beside, find_chinese_names
from desk.personal_context import NamesInContext, Reader, Span, is_hardly, names_of
from desk.personal_dates import find_births
from desk.personal_handles import find_handles
from desk.personal_names import find_announced, find_names, is_house, without_title
from desk.personal_numbers import find_numbers

SHORTEST_PUBLIC = 4  # characters: a surname alone stands in many a text without being meant there

# Digits and signs of Chinese keyboards, one for one, so that places stay the same.
_NARROW = str.maketrans("０１２３４５６７８９＋－（）：＠．　！？；～", "0123456789+-():@. !?;~")


@dataclass(frozen=True)
class Finding:
    """Personal data at [start, end) of a text."""

    kind: str  # email, phone, card, account, identity, contact, plate, birth, address, name
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    """A text without what was found in it, and how much of each kind that was."""

    text: str
    found: tuple[tuple[str, int], ...] = ()


class PublicWords:
    """Words that are no personal data wherever they stand: what a company says of itself and of what it sells."""

    def __init__(self, text: str = "") -> None:
        """`text`: names on lines of their own, or running text such as passages."""
        self._text = text.casefold()
        self._lines = frozenset(line.strip() for line in self._text.splitlines())

    def have(self, words: str) -> bool:
        """Whether they are a line of it, or stand in it as whole words and are long enough to mean the same there."""
        words = words.casefold()
        if words in self._lines:
            return True
        if len(words) < SHORTEST_PUBLIC or words not in self._text:
            return False
        return re.search(rf"(?<![a-z0-9]){re.escape(words)}(?![a-z0-9])", self._text) is not None


class Masker:
    """Masks texts in English and Chinese."""

    def __init__(self, reader: Reader) -> None:
        """`reader`: the packaged encoder, which tells names in their context."""
        self._names = NamesInContext(reader)

    def mask(self, text: str, *public: PublicWords) -> Masked:
        return self.mask_all([text], *public)[0]

    def mask_all(self, texts: Sequence[str], *public: PublicWords) -> list[Masked]:
        """Masks texts together, which takes less time than one by one."""
        return [_masked(text, found) for text, found in zip(texts, self.find_all(texts, *public), strict=True)]

    def find_all(self, texts: Sequence[str], *public: PublicWords) -> list[Sequence[Finding]]:
        """What is personal in each text, in the order of the text; of findings that overlap, the surer kind."""
        narrow = [text.translate(_NARROW) for text in texts]
        return [
            _kept(text, chances, public) for text, chances in zip(narrow, self._names.likelihoods(narrow), strict=True)
        ]


def _masked(text: str, found: Sequence[Finding]) -> Masked:
    masked, position = "", 0
    for finding in found:
        masked += f"{text[position : finding.start]}[{finding.kind.upper()}]"
        position = finding.end
    counts = Counter(finding.kind for finding in found)
    return Masked(masked + text[position:], tuple(sorted(counts.items())))


def _kept(text: str, chances: Mapping[Span, float], public: Sequence[PublicWords]) -> Sequence[Finding]:
    kept: list[Finding] = []
    for kind, start, end in _all(text, chances):
        is_public = any(words.have(text[start:end]) for words in public)
        if not is_public and not any(start < other.end and other.start < end for other in kept):
            kept.append(Finding(kind, start, end))
    return sorted(kept, key=lambda finding: finding.start)


def _all(text: str, chances: Mapping[Span, float]) -> Iterator[tuple[str, int, int]]:
    """The surest kinds first; of one kind the longest, as a part of an address is one as well."""
    numbers = list(find_numbers(text))
    addresses = _longest_first(find_addresses(text))
    yield from find_handles(text)
    yield from numbers
    yield from (("birth", *span) for span in _longest_first(find_births(text)))
    yield from (("address", *span) for span in addresses)
    ruled = (span for span in find_names(text) if not is_hardly(span, chances))
    likely = (without_title(text, *span) for span in names_of(text, chances) if not is_house(text, *span))
    phones = [(start, end) for kind, start, end in numbers if kind == "phone"]
    names = (
        *find_announced(text),
        *ruled,
        *likely,
        *find_chinese_names(text),
        *find_beside(text, [*addresses, *phones]),
    )
    yield from (("name", *span) for span in _longest_first(names))


def _longest_first(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(set(spans), key=lambda span: (span[0] - span[1], span[0]))
