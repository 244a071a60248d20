"""Small talk and the plain wish for a person, by word lists. Whatever holds more than that is none of these."""

import re
from functools import lru_cache
from typing import Literal

from assistant.phrases import Smalltalk
from knowledge.language import Language, simplified

Kind = Literal["person"] | Smalltalk

# A message is of a kind when nothing is left of it but words of that kind and fillers.
_WORDS: dict[Kind, dict[Language, str]] = {
    "greeting": {
        "en": r"hi+|hello+|hey+|hiya|howdy|greetings|good (morning|afternoon|evening|day)|how are you( doing)?( today)?"
        r"|nice to meet you|what'?s up",
        "zh": r"你好|您好|妳好|哈喽|哈啰|哈罗|嗨|喂|早上好|上午好|中午好|下午好|晚上好|早安|午安|早|大家好"
        r"|在吗|在么|有人吗|有人在吗|在不在|hi+|hello+",
    },
    "thanks": {
        "en": r"thanks?( you)?( so| very)?( much)?( a lot| a bunch| a million)?|thx|ty|cheers|many thanks"
        r"|much appreciated"
        r"|i appreciate (it|that|your help)|that('s| is| was)? (very |really )?(helpful|great|perfect)|perfect"
        r"|great|awesome|got it",
        "zh": r"谢谢(你|您|啦|了|哦|呀)?|多谢(你|您|啦|了)?|感谢(你|您)?|非常感谢|太感谢了|辛苦了|谢了|3q|thx"
        r"|thanks|好的|知道了|明白了|懂了|了解了|太好了",
    },
    "goodbye": {
        "en": r"(good ?)?bye+( bye+)?|see (you|ya)( later| soon)?|cya|farewell|have a (nice|good|great"
        r"|lovely) (day|one|evening|weekend)"
        r"|good night|take care|that('s| is| will be) all|nothing else",
        "zh": r"再见|拜拜|拜|回见|下次见|回头见|晚安|没有了|没事了|就这样|bye+"
        r"|没(有)?(别的|其他|其它)(事情?|问题|需要)?了?",
    },
    "identity": {
        "en": r"(who|what) are you|are you (a |an )?(real )?(bot|robot|human|person|machine|ai|chatbot|computer)"
        r"|am i (talking|speaking|chatting) (to|with) (a |an )?(real )?(bot|robot|human|person|machine|computer)"
        r"|what('s| is) your name|what (can|do) you do|what can you help( me)? with|how can you help( me)?",
        "zh": r"你是谁|您是谁|你是什么|你叫什么(名字)?|您叫什么(名字)?|你是(不是)?(真)?(机器人|人工|真人"
        r"|人)(吗|么)?|是机器人吗|是真人吗"
        r"|你(能|可以|会)(做|帮我做|干)(什么|些什么|啥)|你(能|可以)帮我(做)?什么",
    },
    "person": {
        "en": r"(i('d| would)? (like|want|need|wish|have)|can i|could i|may i|please|let me|how (can|do) i)?( to)? ?"
        r"((talk|speak|chat|get|connect( me)?|put me through|transfer me|reach|contact|be connected)( me)?( to"
        r"| with| through to)?)? ?"
        r"(a |an |the |your |some )?(real |live |actual )?(human( being| agent)?|person|somebody|someone|agent"
        r"|operator|representative|"
        r"rep|staff( member)?|employee|colleague|customer (service|support|care)|support( team)?|manager)"
        r"( from (the |your )?(team|staff|company|shop))?( instead)?( right)?",
        "zh": r"(我)?(要|想|想要|需要|能|可以|能不能|可不可以|请|帮我|麻烦)*(转|转接|接|找|联系|叫|换|和|跟|与"
        r"|呼叫)?(一?个|一下|到|你们的|你们)?"
        r"(人工|人工客服|真人|真人客服|活人|客服|客服人员|工作人员|店员|经理|负责人|人工服务)(说话|聊|谈|聊聊"
        r"|谈谈|对话|沟通|联系)?(吗|么|可以吗|好吗)?",
    },
}  # fmt: skip
_FILLERS: dict[Language, str] = {
    "en": r"there|all|everyone|please|ok(ay)?|well|so|and|now|today|again|very|sir|madam|ma'?am|team|for (your"
    r"|the|all the) (help|answer|info"
    r"|information|reply|time)|that'?s|it|then|oh|ah|yes|no|sure|a lot|assistant|bot|dear|friend|everybody|just"
    r"|by the way",
    "zh": r"请|请问|啊|呀|呢|吧|哦|噢|嗯|哈|了|啦|好|好的|嘛|亲|客服|老板|那|就|先|这样|你们|您们|大家|朋友"
    r"|的帮助|帮助|回答|解答|的",
}
# What shows that a person is wanted, so that the bare word 'agent' or 'manager' in a question does not.
_REACHING: dict[Language, str] = {
    "en": r"\b(talk|speak|chat|connect|put me|transfer|reach|contact|want|need|like|human|operator"
    r"|representative|agent|"
    r"real person|live person|customer (service|support)|to (a|an|some)|please)\b",
    "zh": r"人工|真人|活人|转|接|找|联系|叫|换|想|要|跟|和|客服",
}
_ORDER: tuple[Kind, ...] = ("person", "identity", "goodbye", "thanks", "greeting")
_LONGEST = 120  # characters; small talk is short
_PAUSE = re.compile(r"[,.!?;:~，。！？；：、～\s…]*[,.!?;:~，。！？；：、～…]+[\s]*")


def kind_of(text: str, language: Language) -> Kind | None:
    """What a message is that holds nothing but small talk or the wish for a person; None for any other."""
    if not any(character.isalnum() for character in text) or len(text) > _LONGEST:
        return None
    kinds = [_kind(part, language) for part in _PAUSE.split(simplified(text)) if part.strip()]
    found = [kind for kind in kinds if kind is not None]
    return min(found, key=_ORDER.index) if found and len(found) == len(kinds) else None


def _kind(part: str, language: Language) -> Kind | None:
    """The kind of a part that holds nothing else."""
    for kind in _ORDER:
        if _pattern(kind, language).fullmatch(part.strip()) and (
            kind != "person" or re.search(_REACHING[language], part, re.IGNORECASE)
        ):
            return kind
    return None


def without_opening(text: str, language: Language) -> str:
    """The message without greetings and thanks at its front; all of it when nothing would be left."""
    words = "|".join((_WORDS["greeting"][language], _WORDS["thanks"][language]))
    rest = re.sub(
        rf"^(?:(?:{words})(?:\s+(?:there|all|team|everyone))?(?:\s*[,.!;:，。！；：、~～]+\s*|\s+(?=(?:how|what"
        rf"|when|where|who|why|which|do|does|can|is|are|i)\b)))+",
        "", text, count=1, flags=re.IGNORECASE,
    ).strip()  # fmt: skip
    return rest if any(character.isalnum() for character in rest) else text


@lru_cache(maxsize=16)
def _pattern(kind: Kind, language: Language) -> re.Pattern[str]:
    gap = r"\s*" if language == "zh" else r"\s+"
    filler = rf"(?:(?:{_FILLERS[language]}){gap})*"
    after = rf"(?:{gap}(?:{_FILLERS[language]}))*"
    words = _WORDS[kind][language]
    return re.compile(rf"{filler}(?:{words})(?:{gap}(?:{words}))*{after}", re.IGNORECASE)
