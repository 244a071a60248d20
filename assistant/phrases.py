"""Every text the assistant itself says, in English and Chinese. What documents say is quoted, never written here."""

from typing import Literal

from knowledge.language import Language

Smalltalk = Literal["greeting", "thanks", "goodbye", "identity"]

PHRASES: dict[str, dict[Language, str]] = {
    "greeting": {
        "en": "Hello! I am {company}'s assistant. What would you like to know?",
        "zh": "您好！我是{company}的智能客服，请问有什么可以帮您？",
    },
    "thanks": {"en": "You're welcome! Is there anything else?", "zh": "不客气！还有什么可以帮您的吗？"},
    "goodbye": {"en": "Goodbye, and thank you for your visit!", "zh": "再见，感谢您的光临！"},
    "identity": {
        "en": "I am {company}'s assistant, a program. I look for answers in our documents and name the place.",
        "zh": "我是{company}的智能客服，一个程序。我在我们的资料里查找答案，并告诉您出处。",
    },
    "person": {
        "en": "You can reach a person here: {contact}.",
        "zh": "您可以通过以下方式联系人工客服：{contact}。",
    },
    "person_unknown": {
        "en": "I cannot put you through from here. Please ask our staff directly; they will be glad to help.",
        "zh": "我无法在这里为您转接人工客服，请直接联系我们的工作人员，他们很乐意帮助您。",
    },
    "refusal": {
        "en": "I found nothing in our documents that answers “{question}”.",
        "zh": "在我们的资料里没有找到“{question}”的答案。",
    },
    "near": {"en": "The nearest I found is shown below.", "zh": "下面是最接近的内容。"},
    "refusal_contact": {"en": "To ask a person: {contact}.", "zh": "如需人工帮助：{contact}。"},
    "nothing_asked": {"en": "Please type a question.", "zh": "请输入您的问题。"},
}
OUR_COMPANY: dict[Language, str] = {"en": "this company", "zh": "本店"}
LONGEST_ECHO = 80  # characters of a question that a refusal repeats


def smalltalk(kind: Smalltalk, language: Language, company: str = "") -> str:
    """A natural reply to a greeting, thanks, a goodbye, or 'who are you?'."""
    return PHRASES[kind][language].format(company=company or OUR_COMPANY[language])


def person(language: Language, contact: str = "") -> str:
    """How to reach a person; `contact` is an e-mail, phone number or address, may be empty."""
    if not contact.strip():
        return PHRASES["person_unknown"][language]
    return PHRASES["person"][language].format(contact=_without_stop(contact))


def refusal(language: Language, question: str, contact: str = "", *, near: bool = False) -> str:
    """What was not found, whether something near is shown, and how to reach a person."""
    echo = " ".join(question.split())
    echo = echo if len(echo) <= LONGEST_ECHO else echo[: LONGEST_ECHO - 1].rstrip() + "…"
    parts = [PHRASES["refusal"][language].format(question=echo)]
    if near:
        parts.append(PHRASES["near"][language])
    if contact.strip():
        parts.append(PHRASES["refusal_contact"][language].format(contact=_without_stop(contact)))
    return ("" if language == "zh" else " ").join(parts)


def _without_stop(contact: str) -> str:
    return contact.strip().rstrip(".。")
