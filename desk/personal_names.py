"""Names in Latin script: after what announces one (labels, greetings, signatures, forms of address), and in running
text where given name and surname are known ones."""

import re
from collections.abc import Iterator

from desk.personal_lexicon import latin_names

Span = tuple[int, int]

WORD = r"(?<![A-Za-z0-9_À-ɏ])[A-ZÀ-ÞĀ-Ž][A-Za-z0-9_À-ɏ'’]*(?:-[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*)*"
_INITIAL = r"(?:[A-Z]\.[ ]?)"
_BETWEEN = r"(?:(?:del?|da|di|du|dos|van|von|der|den|ter|ten|zu|la|el|bin|al|y|e)[ ](?=[A-Za-zÀ-Þ])|[A-Z]\.[ ])"
NAME = rf"{_INITIAL}{{0,2}}(?:(?:van|von|de|der|den|di|da|du)[ ]){{0,2}}{WORD}(?:[ ]{_BETWEEN}*{WORD}){{0,3}}"
_FULL = rf"{_INITIAL}{{0,2}}(?:(?:van|von|de|der|den|di|da|du)[ ]){{0,2}}{WORD}(?:[ ]{_BETWEEN}*{WORD}){{1,3}}"
_TITLE = (
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Lady|Herrn?|Frau|Monsieur|Madame|Mme|Mlle|Señora?|Sra?|Signor[ae]?|Senhora?"
    r"|Sig)\b\.?[ ]+)"
)
_GREETING = r"dear|hi|hello|hey|good morning|good afternoon|good evening|morning|bonjour|hola|hallo"
_CLOSING = (
    r"(?:with )?(?:best|kind|warm|warmest|kindest|many) regards|regards|best wishes|all the best|best"
    r"|(?:yours )?sincerely"
    r"|yours (?:truly|faithfully|sincerely)|yours|cheers|many thanks|thanks(?: (?:a lot|again|so much|in advance))?"
    r"|thank you(?: (?:very|so) much)?|thx|tks|ty|xx?|respectfully|signed|take care|speak soon"
    r"|mit freundlichen grüßen|viele grüße|lg|mfg"
    r"|cordialement|saludos"
)
_RELATIVE = (
    r"husband|wife|partner|son|daughter|mother|mum|mom|father|dad|brother|sister|friend|colleague|neighbou?rs?|uncle"
    r"|aunt"
    r"|cousin|nephew|niece|grand(?:mother|father|son|daughter|ma|pa)|flatmate|roommate|housemate|boss|assistant"
    r"|girlfriend"
    r"|boyfriend|fianc[ée]e?"
)
_ROLE = (
    r"engineer|driver|technician|courier|agent|manager|supervisor|nanny|teacher|doctor|nurse|landlord|landlady|client"
    r"|plumber|electrician|carpenter|secretary|concierge|receptionist|porter|auntie?|uncle|grandma|grandpa|cousin"
)
_LABEL = (
    r"my (?:full |last |first |maiden )?name(?: is|['’]s)|(?:customer |full |last |first |account )?name:?"
    r"|account holder"
    r"|card ?holder|beneficiary|payee|recipient|consignee|customer:|passenger|attn\.?|attention|c/o|in the name of"
    r"|on behalf of|signature:|signed:?|signed (?:for )?by|contact(?: person)?(?: at our (?:side|end))?(?: is|:)"
    r"|(?:ship|deliver|delivered|bill|invoice|send|address)(?:ed)? to:|(?:sender|buyer):"
    r"|je m['’]appelle|mein name ist|ich hei(?:ß|ss)e|me llamo|mi nombre es|mi chiamo|meu nome é|mijn naam is"
)
# After these a name is whatever begins with a capital.
_SURE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:{_LABEL})[ ]*(?:is|:|=|,)?[ ]*{_TITLE}?(?P<v>{NAME})",
        rf"\b(?i:i am|i['’]m)[ ]+(?P<v>{_FULL})(?=[,.!;]|[ ]+(?:from|here|speaking|and|calling|again)\b|\s*$)",
        rf"\b(?i:(?:my|our|his|her|their) (?:{_RELATIVE}),?)(?i:[ ]called"
        rf"|['’]s name is)?[ ]+(?!I\b){_TITLE}?(?P<v>{NAME})",
        rf"\b(?i:man|woman|guy|girl|lady|lad|gentleman|chap|bloke|boy|somebody|someone|people)[ ](?i:called|named)"
        rf"[ ](?P<v>{NAME})",
        rf"\b(?i:{_ROLE}),?[ ]+{_TITLE}?(?P<v>{NAME})",
        rf"\b(?i:this is)[ ]+{_TITLE}?(?P<v>{NAME})(?=[ ]+(?:here|speaking|calling|again)\b)",
        rf"(?:^|(?<=[\n.!?,] ))\s*(?P<v>{NAME})(?: speaking\b| here[,.!])",
        r"(?<![\w/])(?P<v>[A-Z]{2,}/[A-Z]{2,}(?:[ ](?:MR|MRS|MS))?)(?![\w/])(?<!AND/OR)(?<!N/A)",
        rf"\bI, (?P<v>{_FULL}),",
        rf"(?<![A-Za-z]){_TITLE}(?P<v>{NAME})",
        rf"(?<![A-Za-z.&'’-])(?P<v>(?!P\.[ ]?S\.|[AU]\.[ ]?[KSM]\.|[ap]\.m\.){_INITIAL}{{1,3}}{WORD})(?![ ]?\d)",
        rf"(?:^|\n)\s*(?i:{_GREETING}),?[ ]+{_TITLE}?(?P<v>{NAME})(?=\s*[,!:.\n]|\s*$)",
        rf"\b(?i:{_CLOSING})\b[^\n]{{0,40}}\n\s*(?!(?i:{_CLOSING})\b){_TITLE}?(?P<v>{NAME})[ ]*,?(?=\n|$)",
        rf"\b(?i:{_CLOSING}),[ ]+(?P<v>{NAME})\s*$",
        rf"(?:^|\n)[ ]*(?P<v>{_INITIAL}{{1,2}}{WORD})[ ]*(?=\n)",
        rf"(?P<v>{_FULL})[ ]*[<(\[][\w.+-]+@",
        rf"\n\s*[-–—~]{{1,2}}\s*(?P<v>{NAME})\s*$",
    )
)
# After these only what is a name elsewhere, too.
_PERSON_BEFORE = (
    r"ask(?:ed|ing)? for|spe?oke? (?:to|with)|speak(?:ing)? (?:to|with)|talk(?:ed|ing)? (?:to|with)|met(?: with)?"
    r"|thanks to"
    r"|(?:left|leave) it with|(?:called|helped|served|advised|signed|ordered|bought|sent|booked|paid) by"
    r"|(?:parcel|package|order|delivery|letter|gift|invoice|booking|card|it|this|one)(?: is| was|['’]s)?"
    r"(?: (?:meant|addressed|made out|issued))? (?:for|to|from|by)|(?:i am|i['’]m|it['’]?s|this is|name is)"
    r"|neighbou?rs?,?"
    r"|called|named|cc|care of|via|from|behalf of|it was|says|be|contact|to:|from:"
)
_LIKELY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:{_PERSON_BEFORE})[ ]+(?P<v>{NAME})",
        rf"\b(?i:neighbou?rs?,?|family|with|to|by)[ ]+the[ ]+(?P<v>{WORD}s)\b",
        rf"(?P<v>{NAME})[ ]+(?:from|of|in|at)[ ]+(?:your|the|our)[ ]+(?:\w+[ ])?(?:team|service|support|shop|store"
        rf"|office)\b",
        rf"(?P<v>{NAME})[ ]+(?:signed|called|ordered|told|said|promised|picked)\b",
        rf"(?:[.!?…)][ ]+|\n\s*)(?P<v>{NAME})[ ]*[.!]?\s*$",
    )
)
_ALONE = re.compile(rf"(?:^|\n)[ ]*{_TITLE}?(?P<v>{_FULL})[ ]*,?(?=\n|$)")
_ANYWHERE = re.compile(rf"(?<![&.-])(?P<v>{_FULL})")
# A given name alone in a sentence, not behind an article: 'the Oliver chair' is a chair.
_SINGLE = re.compile(
    r"(?<![\w'’-])(?:(?!(?:the|an?|your|our|these|those|new|of|any|some|each|every|one|two|in|[Tt]o|near"
    r"|from)\b)[a-z][\w'’]*,?"
    rf"|(?:Could|Can|Would|Will|Did|Does|Do|Is|Was|Has|Please|Ask|Tell|And|But|When|If|Thanks|For|By|With|Give"
    rf"|Bye|Let|Send|Call|Ring|Sorry|Yes|No|Ok|Since|So|Then|Maybe|My|Where|What|Why|How|Only|Dear"
    rf"|Contact),?)[ ](?P<v>{WORD})"
    rf"(?![A-Za-zÀ-ɏ'’]|[ ](?!I\b){WORD})"
)
_LISTED = re.compile(rf"(?P<first>{WORD})(?:,|,?[ ]and|[ ]or|[ ]&)[ ](?P<v>{WORD})(?![A-Za-zÀ-ɏ'’])")
_BEGINS = re.compile(
    rf"(?:^|[.!?]\s+|\n)(?P<v>{WORD})(?=,[ ](?:you|i|we|can|could|please|thanks|thank|my|the|it|is|are|do)\b"
    r"|[ ](?:and|is|was|said|says|told|has|had|will|would|called|promised|wrote|asked|can|could|did|does|just"
    r"|never)\b)",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(
    rf"(?<![\w'’-])(?:to|from|near|of|in)[ ](?P<v>{WORD})(?=[.,!?;:)]|$|[ ](?:and|or|who|again|instead|yesterday"
    rf"|today|with|about|if)\b)"
)
_SMALL_ASKED = re.compile(
    r"(?<![a-z])(?P<cue>ask|tell|spoke (?:to|with)|talk(?:ed)? to|speak to|thank|hi|hey|hello|dear|cheers|thanks|thx)"
    r"[ ](?P<v>[a-zà-ɏ]{4,})(?![a-zà-ɏ'’@.-])"
)
_GREETED = ("hi", "hey", "hello", "dear", "cheers", "thanks", "thx")
_SMALL_TITLED = re.compile(
    r"(?<![a-z])(?:mr|mrs|ms|miss|dr)\.?[ ](?P<v>(?!(?:and|or|who|that|at|in|is|the|from)\b)[a-zà-ɏ'-]{3,})(?![a-z])"
)
_SMALL_CALLED = re.compile(
    r"\b(?i:my name(?:['’]s| is)|i am called|i['’]m called)[ ](?P<v>[a-zà-ɏ'-]{3,}(?:[ ](?!and\b|from\b"
    r"|but\b)[a-zà-ɏ'-]{3,})?)"
    r"(?=[ ](?:and|from|but)\b|[,.!;\n]|\s*$)"
)
_SMALL = re.compile(r"(?<![\w'’@.-])(?P<v>[a-zà-ɏ]{3,}(?:['’]s)?)(?![\w@-]|\.\w)")
_NO_SMALL_BEFORE = re.compile(
    r"\b(?:the|an?|your|our|these|those|new|of|any|some|in|to|near|from|st)[ ]$", re.IGNORECASE
)
_TITLED = re.compile(_TITLE)
_APART = ("", ",", ".", ";", ":", ")", "\n", "!", "?")  # ends what may be a name of unknown surname
_NO_NAMES = re.compile(
    r"\b(?:sir|madam|team|customer|customers|service|support|care|all|everyone|everybody|there|folks|colleagues"
    r"|friends?"
    r"|guest|the|our|your|we|it|this|that|office|sales|department|you|please|order|invoice|no|not|yes|spelled|spelt"
    r"|wrong|misspelled|missing|which|what|who|on"
    r"|mr|mrs|ms|miss|mx|dr|prof|best|kind|warm|many|regards|cheers|sincerely|yours|thanks|thank)\b",
    re.IGNORECASE,
)
_NO_PERSON_AFTER = re.compile(
    r"[ ]*(?:&[ ](?:Sons?|Söhne|Co|Daughters|Partners?|Cie)\b|and Sons\b|Ltd|Limited|Inc|LLC|LLP|GmbH|AG\b|AB\b|Oy\b"
    r"|plc|Corp|Co\.|Street|St\b|Road|Avenue|Lane|Square|Station|Hotel|Airport)"
)
_HOUSE_WORD = re.compile(r"\b(?:Ltd|Limited|Inc|LLC|GmbH|Store|Shop|Hotel|Airport|Street|Road|Avenue|Team|Support)\b")


def find_announced(text: str) -> Iterator[Span]:
    """Names that something announces, without the form of address before them; findings may overlap."""
    for start, end in _announced(text):
        yield without_title(text, start, end)


def find_names(text: str) -> Iterator[Span]:
    """Known names in running text, likewise."""
    for start, end in _met(text):
        yield without_title(text, start, end)


def without_title(text: str, start: int, end: int) -> Span:
    """A name without the form of address before it and the sign of the genitive after it."""
    title = _TITLED.match(text, start, end)
    owner = text[start:end].endswith(("'s", "’s"))
    return (title.end() if title else start), end - 2 * owner


def is_house(text: str, start: int, end: int) -> bool:
    """Whether what looks like a name is a part of a company's or a place's: 'Miller & Sons', 'Ritter Square'."""
    return _NO_PERSON_AFTER.match(text, end) is not None or _HOUSE_WORD.search(text, start, end) is not None


def _announced(text: str) -> Iterator[Span]:
    for pattern in _SURE:
        for match in pattern.finditer(text):
            if len(match["v"]) > 1 and not _NO_NAMES.search(match["v"]):
                yield match.span("v")
    for match in (*_SMALL_CALLED.finditer(text), *_SMALL_TITLED.finditer(text)):
        if not latin_names().words.intersection(match["v"].split()) and not _NO_NAMES.search(match["v"]):
            yield match.span("v")


def _met(text: str) -> Iterator[Span]:
    for pattern in _LIKELY:
        for match in pattern.finditer(text):
            if (span := _person(text, *match.span("v"))) is not None:
                yield span
    if "\n" in text.strip():
        for match in _ALONE.finditer(text):
            if (span := _person(text, *match.span("v"))) is not None:
                yield span
    yield from _pairs(text)
    names = latin_names()
    for match in (*_SINGLE.finditer(text), *_FOLLOWED.finditer(text), *_BEGINS.finditer(text)):
        if _is_given(match["v"]):
            yield match.span("v")
    for match in _LISTED.finditer(text):
        if _is_given(match["first"]) and _is_given(match["v"]):
            yield match.span("first")
            yield match.span("v")
    for match in _SMALL_ASKED.finditer(text):
        known = names.given if match["cue"] in _GREETED else names.given | names.surnames
        if match["v"] in known and not any(match["v"] in w for w in (names.words, names.ordinary, names.places)):
            yield match.span("v")
    for match in _SMALL.finditer(text):
        word = _bare(match["v"])
        if word in names.familiar and word not in names.words and not _NO_SMALL_BEFORE.search(text, 0, match.start()):
            surname = _SMALL.match(text, match.end() + 1)
            is_whole = surname and text[match.end()] == " " and _bare(surname["v"]) in names.surnames - names.words
            yield match.start(), surname.end() if surname and is_whole else match.end()


def _is_given(word: str) -> bool:
    names = latin_names()
    return word[0].isupper() and not word.isupper() and _bare(word) in names.common - names.words


def _is_surname(word: str) -> bool:
    """Whether it, or a part of it, is a known surname and no other word."""
    names = latin_names()
    parts = _bare(word).split("-")
    return any(part in names.surnames for part in parts) and not names.words.intersection(parts)


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s").lower()


def _person(text: str, start: int, end: int) -> Span | None:
    """The known name at the beginning of capitalised words: one that means nothing else, or one with a second word."""
    names = latin_names()
    words = text[start:end].split()
    first = _bare(words[0])
    if _NO_NAMES.search(text[start:end]) or _NO_PERSON_AFTER.match(text, end):
        return None
    if len(words) == 1:
        plural = first.removesuffix("s")
        known = first in names.given or (first != plural and plural in names.surnames)
        return (start, end) if known and first not in names.words else None
    is_given = first in names.given and first not in names.words
    is_named = is_given or words[0].endswith(".") or (_is_surname(words[-1]) and first not in names.words)
    return (start, end) if is_named else None


def _pairs(text: str) -> Iterator[Span]:
    """A known given name and a known surname, or two given names, anywhere."""
    names = latin_names()
    for match in _ANYWHERE.finditer(text):
        words = list(re.finditer(r"\S+", match["v"]))
        for at, word in enumerate(words[:-1]):  # 'Hi Anna Miller' begins with a word that is no name
            first, last = _bare(word[0]), _bare(words[-1][0])
            if first in names.given:
                rest = text[match.end() : match.end() + 1]
                is_apart = len(words) == at + 2 and len(last) > 3 and rest in _APART and not words[-1][0].isupper()
                known = (
                    _is_surname(last)
                    or (is_apart and first in names.common and last not in names.words)
                    or {first, last} <= names.common - names.words
                )
                if known and first not in names.words and not _NO_PERSON_AFTER.match(text, match.end()):
                    yield match.start() + word.start(), match.end()
                if known or at == 0:
                    break
