"""Documents for tests, whose passages can be told apart, and looking for them."""

from collections.abc import Sequence

from knowledge.base import KnowledgeBase
from knowledge.indexes import Audience

_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "xu", "zy")


def word(number: int) -> str:
    """A made-up word of its own for each number below 65,536; the keyword index finds it exactly."""
    return "".join(_SYLLABLES[(number >> shift) & 15] for shift in (0, 4, 8, 12)) + "k"


def markdown(words: Sequence[str], remark: str = "") -> str:
    """A document with a section, and so a passage, for each word."""
    return "# Stock\n\n" + "\n\n".join(
        f"## Section {w}\n\nThe {w} is kept in the cellar. {remark}".rstrip() for w in words
    )


def found_words(knowledge: KnowledgeBase, words: Sequence[str], audience: Audience = "public") -> list[str]:
    """Those words whose own passage a search for them puts first."""
    hits = {w: knowledge.search(w, audience=audience, limit=1) for w in words}
    return [w for w, passages in hits.items() if passages and w in passages[0].text]
