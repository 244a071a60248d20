"""Why a product stands where it stands, in words for a customer."""

from collections.abc import Mapping

from assistant.tastes.ranking import Reason

WORDS: Mapping[str, Mapping[str, str]] = {
    "pinned": {"en": "recommended by our team", "zh": "本店推荐"},
    "boosted": {"en": "preferred by our team", "zh": "本店优先推荐"},
    "lowered": {"en": "", "zh": ""},  # nothing a customer could use; staff see the rule itself
    "liked": {"en": "you liked it before", "zh": "您之前喜欢过"},
    "goes_with": {
        "en": "chosen by customers who wanted {title}", "zh": "想要“{title}”的顾客也选了它",
    },
    "alike": {"en": "similar to {title}, which you liked", "zh": "与您喜欢的“{title}”相似"},
    "together": {"en": "often bought together with {title}", "zh": "常与“{title}”一起购买"},
    "popular": {"en": "popular with other customers", "zh": "很受其他顾客欢迎"},
}  # fmt: skip


def said(reason: Reason, language: str, title: str = "") -> str:
    """One reason as a phrase; `title` is that of the product it names. Empty where there is nothing to say."""
    words = WORDS[reason.kind]["zh" if language == "zh" else "en"]
    return "" if "{title}" in words and not title else words.format(title=title)
