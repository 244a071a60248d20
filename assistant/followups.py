"""Keeping the thread: 'And to Germany?' after 'How long does shipping take?' is searched as what it means.

By rule. A message that stands on its own is left alone. One that leans on what went before is completed with the last
question that stood on its own: its own words take the place of the like part there, or are added to it.
"""

import re
from collections.abc import Sequence

from assistant.understanding.smalltalk import kind_of, without_opening
from knowledge.glosses import is_verb
from knowledge.language import Language, detect_language, simplified, words
from knowledge.matching import content_terms, is_service_word, says_nothing

TURNS = 3  # questions back that a follow-up may lean on
LONGEST = {"en": 9, "zh": 16}  # words, or characters, of a message that may lean; a longer one says what it means

# How a message begins that leans on the last one; what follows is its own.
_OPENING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?:(?:ok(?:ay)?|oh|so|well|thanks|great)[,. ]+)*(?:and|but|or|what about|how about|what if|same for"
        r"|also)\b[\s,]*"
        r"(?:(?:what|how) about\b\s*|what if\b\s*|also\b\s*|then\b\s*)?",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"^(?:好的?|嗯|哦)?[，, ]*(?:那么|那|还有|而|如果是|如果|要是|换成|再|另外|或者|同样)+[，, ]*"),
}
_ENDING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[\s,]*\b(?:then|instead|too|as well)?\s*[?!.]*$", re.IGNORECASE),
    "zh": re.compile(r"(?:又)?(?:呢|怎么样|怎样|如何|吗|也一样吗|也是吗)?[？?。！!，, ]*$"),
}
_LEANING_END = re.compile(r"呢[？?。！! ]*$")
# Words that point back to something that was named before.
_POINTING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        # not the empty one of 'how much is it to ...' and 'how long does it take to ...'
        r"\b(it(?! (?:(?:take|cost)s? )?to\b)(?! possible\b)"
        r"|its|they|them|their|theirs|this one|that one|these|those|there|one|ones|the same|this|that)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"它们?|他们|她们|这个|那个|这些|那些|这款|那款|这种|那种|那里|那儿|那边|这里"),
}
_QUESTION: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(what|which|who|whom|whose|when|where|why|how|do|does|did|is|are|was|were|can|could|may|might|will|would|"
        r"shall|should|has|have|tell|show|explain|give)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"什么|哪|谁|怎么|怎样|如何|多少|几|多久|多长|多大|为什么|为何|吗|能不能|可以|可不可以|有没有|是不是"
    ),
}
# Nothing but a question word: all that it is about was said before.
_BARE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?:how (?:much|long|many|often|far|soon)|how|when|why(?: not)?|where)"
        r"(?: (?:is|was|does|would|will|do) (?:it|that|this|i)(?: (?:be|cost|take|do (?:it|that)))?)?\W*$",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^(?:要|需要|大概|一般)*(?:多少钱?|多久|几天|几号|什么时候|为什么|怎么(?:弄|办理?|申请|操作|收费|算)|在?哪里?)"
        r"(?:之?内|以内)?(?:能|可以|会)?(?:到货?|送到|好|呢|啊|呀)?\W*$"
    ),
}
# 'to Germany': a part that takes the place of a like part of the question before.
_PART = re.compile(
    r"\b(?P<word>to|from|for|in|at|on|by|with|via|within|outside|of|under|over"
    r"|into)\s+(?P<rest>(?!the same\b)[^,?.!;]+)",
    re.IGNORECASE,
)
_PART_END = re.compile(
    r"\s+\b(?:to|from|for|in|at|on|by|with|via|within|of|take|cost|work|last|arrive|is|are|does|do|and|or)\b",
    re.IGNORECASE,
)
_LIKE_WORDS = (frozenset(("on", "for", "of")), frozenset(("in", "at")), frozenset(("by", "with", "via")))
_TOPIC_START = re.compile(
    r"^(?:(?:how (?:much|many|long|far|often|soon|fast|big|large|heavy|old)|how|what|when|where|which|who|why)\b\s*)?"
    r"(?:(?:is|are|was|were|do|does|did|can|could|will|would|should|may|has|have)\b\s*)?(?:(?:i|you|we)\b\s*)?",
    re.IGNORECASE,
)
_TOPIC_END = re.compile(
    r"\s+(?:take|takes|cost|costs|last|lasts|work|works|arrive|arrives|expire|expires)$", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:a|an|the|my|your|this|these)\s", re.IGNORECASE)
_DONE_TO_IT = re.compile(r"(?<=\w) \w+ed$", re.IGNORECASE)
_LAST_THING = re.compile(r"\b(?:a|an|the|my|your)\s+(?:(?!\b(?:a|an|the|my|your)\b).)*$", re.IGNORECASE)
_ZH_PLACE = re.compile(
    r"(?P<word>寄到|寄往|寄去|发到|发往|送到|送往|运到|运往|去|(?<![拿得收找见买领看学])到|往|从|在"
    r"|用)(?P<rest>[^\s，,。？?！!的要需多几能可会是有怎什哪吗呢运快]{1,8})"
)


# What a parcel costs or takes depends on where it goes: a place that was named holds until another is.
_TO_A_PLACE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:shipping|delivery|postage|deliver|ship|arrive)\b", re.IGNORECASE),
    "zh": re.compile(r"运费|邮费|快递费|配送费|包邮|送货|多久到|能到"),
}
_TO = re.compile(r"\bto\s+(?P<rest>(?:the\s+)?[A-Z][\w'-]*(?:\s+[A-Z][\w'-]*)*)")
_CAN_YOU = re.compile(r"^(?:do|can|could|will|would) (?:you|i|we) (?:also |still |guys )?", re.IGNORECASE)
_COST = {"how much": "How much does it cost to", "how long": "How long does it take to", "how": "How can I",
         "when": "When can you", "how soon": "How soon can you"}  # fmt: skip


def standalone(message: str, history: Sequence[str]) -> str:
    """The message as a question that stands on its own.

    `history`: the customer's earlier questions, oldest first; only the last TURNS count, and of these only the ones
    in the message's language.
    """
    text = " ".join(message.split())
    plain = simplified(text)  # the characters that the rules are written in
    found = _standalone(plain, [simplified(line) for line in history])
    return text if found == plain else found


def is_bare(message: str) -> bool:
    """Whether a message has a question word and nothing that it is about: 'how much is it?'."""
    plain = simplified(" ".join(message.split()))
    language = detect_language(plain)
    return _BARE[language].match(_OPENING[language].sub("", plain, count=1)) is not None


def _standalone(text: str, history: Sequence[str]) -> str:
    language = detect_language(text)
    earlier = [asked for line in history if (asked := _asked(line))][-TURNS:]
    if not earlier or not text:
        return text
    base = _base([line for line in earlier if detect_language(line) == language])
    if not _leans(text, language):
        return _with_place(text, base, language)
    if not base:
        return text
    own = _own_part(text, language)
    if not own:
        return base
    if _asks(text, own, language):
        rest = _OPENING[language].sub("", text, count=1)
        if _BARE[language].match(rest):
            return _about(rest, base, language)
        if _stands(rest, language):
            return _with_place(rest[:1].upper() + rest[1:], base, language)
        return _with_topic(_OPENING[language].sub("", text, count=1), base, language)
    return _merge(own, base, language)


def _asked(line: str) -> str:
    """What a message asks, greetings taken off; '' where it asks nothing."""
    text, language = " ".join(line.split()), detect_language(line)
    return "" if kind_of(text, language) else without_opening(text, language)


def _leans(text: str, language: Language) -> bool:
    size = len(text) if language == "zh" else len(text.split())
    if size > LONGEST[language]:
        return False
    opened = bool(_OPENING[language].match(text) or _BARE[language].match(text))
    if language == "zh":
        short = _LEANING_END.search(text) is not None and not _QUESTION["zh"].search(text)
        return opened or short or _POINTING["zh"].search(text) is not None
    bare = not _QUESTION["en"].search(text) and _PART.match(text) is not None  # 'to Germany?'
    return opened or bare or _points_back(text)


def _points_back(text: str) -> bool:
    """Whether an English question has a pronoun and names nothing else it could mean."""
    pointing = _POINTING["en"].search(text)
    if pointing is None:
        return False
    before = text[: pointing.start()]
    return not re.search(r"\b[A-Z][a-z]+", before[1:]) and len(content_terms(text)) <= 3


def _base(earlier: Sequence[str]) -> str:
    """The last question that stands on its own, with what later follow-ups changed; '' when there is none."""
    base = ""
    for line in earlier:
        language = detect_language(line)
        if base and _leans(line, language):
            own = _own_part(line, language)
            if own and not _asks(line, own, language):
                base = _merge(own, base, language)
            rest = _OPENING[language].sub("", line, count=1)
            if own and _BARE[language].match(rest) and not _CAN_YOU.match(base):
                base = _about(rest, base, language)  # 'how long?' is what is asked from then on
        elif not _leans(line, language):
            base = _with_place(line, base, language)
    return base


def _own_part(text: str, language: Language) -> str:
    own = _OPENING[language].sub("", text, count=1)
    return _ENDING[language].sub("", own, count=1).strip()


def _asks(text: str, own: str, language: Language) -> bool:
    """Whether a leaning message has a question of its own, so that only its topic is missing."""
    rest = _OPENING[language].sub("", text, count=1)
    return bool(_QUESTION[language].search(own) or (language == "zh" and rest.rstrip("？?。 ").endswith(("吗", "么"))))


def _stands(asked: str, language: Language) -> bool:
    """Whether a question after 'and ...' names its own topic."""
    if _POINTING[language].search(asked):
        return False
    if language == "zh":
        found = _QUESTION["zh"].search(asked)
        return found is not None and len(re.sub(r"需要|要|是|大概|一般|又|，", "", asked[: found.start()])) >= 2
    return len(content_terms(asked)) >= 2


def _with_place(asked: str, last: str, language: Language) -> str:
    """A question that stands on its own, with the place that the last one spoke of, where it depends on one."""
    if not _TO_A_PLACE[language].search(asked):
        return asked
    if language == "zh":
        return asked if _ZH_PLACE.search(asked) else f"{_named_place(last)}{asked}"
    place = None if _PART.search(asked) else _TO.search(last)
    return f"{asked.rstrip('?!. ')} to {place['rest']}?" if place else asked


def _named_place(chinese: str) -> str:
    """Where something goes, as a Chinese question says it: '寄到德国'; '' where it does not."""
    place = _ZH_PLACE.search(chinese)
    return place[0] if place and place["word"].endswith(("到", "往", "去")) else ""


def _about(bare: str, base: str, language: Language) -> str:
    """A question word with what it is about: 'how much?' after 'do you ship to Spain?'."""
    done = _CAN_YOU.sub("", base, count=1)
    word = _COST.get(" ".join(re.findall(r"[a-z]+", bare.lower())[:2])) or _COST.get(bare.lower().rstrip("?!. "))
    if language == "en" and done != base and word:
        return f"{word} {done.rstrip('?!. ')}?"
    if language == "zh":
        if place := _named_place(base):
            is_how_long = re.search("几天|多久|几号|什么时候", bare)
            return f"{place}要多久" if is_how_long else f"{place}{bare}"
        return f"{re.sub(r'^(?:能不能|可不可以|可以|能)|[吗么]$', '', _topic(base, language))}{bare}"
    return _with_topic(bare, base, language)


def _with_topic(asked: str, base: str, language: Language) -> str:
    """A question of its own, with what the base was about in the place of its pronoun, or before or after it."""
    topic = _topic(base, language)
    pointing = _POINTING[language].search(asked)
    if pointing is not None:
        asked = asked[: pointing.start()] + topic + asked[pointing.end() :]
    elif language == "zh":
        asked = topic + asked
    else:
        asked = f"{asked.rstrip('?!. ')} ({topic})?"
    return asked[:1].upper() + asked[1:]


def _topic(base: str, language: Language) -> str:
    """What a question is about: the question without its question words and last verb."""
    stem = base.rstrip("?？!！.。 ")
    if language == "zh":
        asked = _QUESTION["zh"].search(stem)
        topic = stem[: asked.start()] if asked else stem
        topic = re.sub(r"(?:需要|要|是|有|能|会|的|大概|一般)+$", "", topic)
    else:
        topic = _TOPIC_END.sub("", _TOPIC_START.sub("", stem, count=1), count=1)
    return topic.strip() or stem


def _merge(own: str, base: str, language: Language) -> str:
    """The base question with `own` in the place of the like part, else with `own` added."""
    stem = base.rstrip("?？!！.。 ")
    if language == "zh":
        return _merge_chinese(own, stem) + "？"
    part = _PART.match(own)
    for found in _PART.finditer(stem):
        rest = found["rest"]
        end = _PART_END.search(rest)
        old = rest[: end.start()] if end else rest
        if _alike(part["word"].lower() if part else "", found["word"].lower(), part["rest"] if part else own, old):
            new = own if part else f"{found['word']} {own}"
            return f"{stem[: found.start()]}{new}{stem[found.start('rest') + len(old) :]}?"
    if part is None and _ARTICLE.match(own) and (thing := _LAST_THING.search(stem)):
        done = _DONE_TO_IT.search(thing[0])  # 'my cat spayed'
        return f"{stem[: thing.start()]}{own}{done[0] if done else ''}?"
    return f"{stem}{' ' if part else ', '}{own}?"


def _alike(word: str, old_word: str, text: str, old: str) -> bool:
    """Whether 'to Germany' may take the place of 'to France', or 'Germany' that of 'France'."""
    if word:
        return word == old_word or any(word in group and old_word in group for group in _LIKE_WORDS)
    return text[:1].isupper() == old[:1].isupper() and text[:1].isupper()


def _merge_chinese(own: str, stem: str) -> str:
    part = _ZH_PLACE.match(own)
    place = part["rest"] if part else own
    found = _ZH_PLACE.search(stem)
    if found is not None:
        return stem[: found.start("rest")] + place + stem[found.end("rest") :]
    of = stem.find("的")
    if 0 < of < len(stem) - 1:
        return own.removesuffix("的") + stem[of:]
    asked = _QUESTION["zh"].search(stem)
    if asked is None:
        return own + stem
    # '驮马背包保修几年' and '帐篷': what is done stays, what it is done to is replaced
    before = stem[: asked.start()]
    done = _from_verb(before) or "".join(term for term in content_terms(before) if is_service_word(term))
    return own + done + stem[asked.start() :]


def _from_verb(text: str) -> str:
    """The end of a Chinese text from the first verb after its first word: '打疫苗' of '猫打疫苗'; '' without one."""
    found = words(text)
    first = next((n for n, word in enumerate(found) if n and is_verb(word) and not says_nothing(word)), None)
    return "" if first is None else "".join(found[first:])
