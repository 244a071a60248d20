"""Every text the assistant itself says, in English and Chinese. What documents say is quoted, never written here."""

from typing import Literal

from assistant.trade import Trade
from knowledge.language import Language

Smalltalk = Literal["greeting", "thanks", "goodbye", "identity"]
Meant = Literal["service", "question", "recommendation"]

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
    "across": {"en": "Our documents say this in Chinese: ", "zh": "我们的资料里是用英文写的："},
    "refusal_contact": {"en": "To ask a person: {contact}.", "zh": "如需人工帮助：{contact}。"},
    "out_of_scope": {
        "en": "I wish I could help with that, but I only know {company}. I answer {about}{orders} and pass requests on "
        "to our team.",
        "zh": "很抱歉，这个问题我帮不上忙，我只了解{company}的情况。"
        "我可以{about}{orders}，也可以把您的需求转给同事处理。",
    },
    "about_products": {"en": "questions about our products and service", "zh": "解答商品和服务问题"},
    "about_service": {"en": "questions about our service", "zh": "解答与我们服务有关的问题"},
    "about_orders": {"en": ", look up orders", "zh": "、查询订单"},
    "which": {
        "en": "So that I help in the right way: is it about an order or request of yours, or would you like to know "
        "something?",
        "zh": "为了更好地帮您，请问您是要处理订单或办理业务，还是想了解一些信息？",
    },
    "which_no_orders": {
        "en": "So that I help in the right way: shall something be done for you, or would you like to know something?",
        "zh": "为了更好地帮您，请问您是要办理业务，还是想了解一些信息？",
    },
    "nothing_asked": {"en": "Please type a question.", "zh": "请输入您的问题。"},
}
# What may be pressed below 'which', and what it means.
WHICH: dict[Language, dict[str, Meant]] = {
    "en": {
        "It is about my order or request": "service",
        "I need something done": "service",
        "I have a question": "question",
        "I am looking for a product": "recommendation",
    },
    "zh": {
        "我要处理订单或办理业务": "service",
        "我要办理业务": "service",
        "我想了解信息": "question",
        "我想选购商品": "recommendation",
    },
}
OUR_COMPANY: dict[Language, str] = {"en": "this company", "zh": "本店"}
OUR_PLACE: dict[Language, str] = {"en": "this company", "zh": "这里"}  # of a company that sells nothing
SHOP = Trade()
LONGEST_ECHO = 80  # characters of a question that a refusal repeats


def smalltalk(kind: Smalltalk, language: Language, company: str = "", trade: Trade = SHOP) -> str:
    """A natural reply to a greeting, thanks, a goodbye, or 'who are you?'."""
    return PHRASES[kind][language].format(company=company or _ours(language, trade))


def out_of_scope(language: Language, company: str = "", trade: Trade = SHOP) -> str:
    """Kind words, and what we can do instead."""
    about = PHRASES["about_products" if trade.has_products else "about_service"][language]
    orders = PHRASES["about_orders"][language] if trade.has_orders else ""
    company = company or _ours(language, trade)
    return PHRASES["out_of_scope"][language].format(company=company, about=about, orders=orders)


def _ours(language: Language, trade: Trade) -> str:
    return (OUR_COMPANY if trade.has_products else OUR_PLACE)[language]


def which(language: Language, trade: Trade = SHOP) -> tuple[str, tuple[str, ...]]:
    """One short question back where two readings are about as likely, and what may be pressed."""
    order, request, question, product = WHICH[language]
    choices = (order if trade.has_orders else request, question, *([product] if trade.has_products else []))
    return PHRASES["which" if trade.has_orders else "which_no_orders"][language], choices


def meant(choice: str) -> Meant | None:
    """What somebody means who has pressed one of `which`'s choices; None for any other words."""
    return (WHICH["en"] | WHICH["zh"]).get(choice.strip())


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


def across(language: Language) -> str:
    """What stands before a quotation in the other language than this."""
    return PHRASES["across"][language]


def _without_stop(contact: str) -> str:
    return contact.strip().rstrip(".。")
