"""The forms that are filled in conversation: their fields, and how each is asked for in both languages.

Each form has two faces: that of a shop, whose customers have orders, and that of a company that has none. There the
number is not asked for, and what takes its place is what the request is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.language import Language

Kind = Literal["order", "contact", "email", "phone", "date", "text"]
End = Literal["send", "look_up", "show_ticket"]
Words = dict[Language, str]


@dataclass(frozen=True)
class Field:
    """One thing that is asked for."""

    name: str
    kind: Kind
    label: Words
    asks: Words
    is_optional: bool = False
    takes_opening: bool = False  # the words it began with may already say it
    is_thing: bool = False  # a thing is asked for, which few words can name; else what has happened


@dataclass(frozen=True)
class Form:
    """Asked field by field; then summed up and sent to the team, or looked up at once."""

    name: str
    title: Words
    fields: tuple[Field, ...]
    end: End = "send"
    at_least: int = 3  # the priority that it alone asks for, as in desk.tickets
    elsewhere: Words | None = None  # its title where there are no orders; None: the same
    subject: Field | None = None  # and what is asked there in the number's place

    @property
    def without_orders(self) -> "Form":
        """Its face in a company that has no orders."""
        fields = (self.subject if one is ORDER else one for one in self.fields)
        asked = tuple(one for one in fields if one is not None and one.kind != "order")
        return replace(self, title=self.elsewhere or self.title, fields=asked)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


ORDER = Field(
    "order", "order",
    {"en": "Order number", "zh": "订单号"},
    {
        "en": "What is the order number? It stands in your order confirmation.",
        "zh": "请问订单号是多少？可以在订单确认信息里找到。",
    },
)  # fmt: skip
MAYBE_ORDER = Field(
    "order", "order", ORDER.label,
    {"en": "What is the order number? If there is none, say “skip”.", "zh": "请问订单号是多少？没有的话请回复“跳过”。"},
    is_optional=True,
)  # fmt: skip
ORDERED_WITH = Field(
    "contact", "contact",
    {"en": "E-mail or phone", "zh": "邮箱或手机号"},
    {
        "en": "Which e-mail address or phone number was the order placed with?",
        "zh": "请问下单时用的邮箱或手机号是什么？",
    },
)  # fmt: skip
CONTACT = Field(
    "contact", "contact", {"en": "Contact", "zh": "联系方式"},
    {"en": "How can we reach you: by e-mail or phone?", "zh": "请留下您的邮箱或手机号，方便我们联系您。"},
)  # fmt: skip
EMAIL = Field(
    "contact", "email", {"en": "E-mail", "zh": "邮箱"},
    {"en": "Which e-mail address shall we use?", "zh": "请问您的邮箱是什么？"},
)  # fmt: skip


def _text(
    name: str, en: str, zh: str, asks_en: str, asks_zh: str, *, takes_opening: bool = False, is_thing: bool = False
) -> Field:  # fmt: skip
    asks: Words = {"en": asks_en, "zh": asks_zh}
    return Field(name, "text", {"en": en, "zh": zh}, asks, takes_opening=takes_opening, is_thing=is_thing)


def _thing(asks_en: str, asks_zh: str, *, name: str = "subject", en: str = "About", zh: str = "事项") -> Field:
    return _text(name, en, zh, asks_en, asks_zh, takes_opening=True, is_thing=True)


ITEM = _text("item", "Item", "商品", "Which item is it about?", "请问是哪件商品？")
REASON = _text("reason", "Reason", "原因", "What is the reason?", "请问是什么原因？")
PROBLEM = _text(
    "problem", "Problem", "问题",
    "What has happened? A sentence or two is enough.", "请说一下具体情况，一两句话就可以。",
    takes_opening=True,
)  # fmt: skip

DAY = Field(
    "date", "date", {"en": "Day", "zh": "日期"},
    {
        "en": "Which day suits you? “Next Monday” will do; or say “any time”.",
        "zh": "请问哪天方便？说“下周一”就行，都可以的话请回复“随时”。",
    },
    is_optional=True,
)  # fmt: skip

BOOKED_DAY = replace(DAY, takes_opening=True)

_ALL = (
    Form("order_status", {"en": "Order look-up", "zh": "订单查询"}, (ORDER, ORDERED_WITH), "look_up"),
    Form("ticket", {"en": "Ticket", "zh": "工单查询"}, (CONTACT,), "show_ticket"),
    Form("return", {"en": "Return", "zh": "退货"}, (ORDER, ITEM, REASON, CONTACT)),
    Form(
        "refund", {"en": "Refund", "zh": "退款"}, (ORDER, REASON, CONTACT),
        subject=_thing("What shall be refunded?", "请问是哪一笔费用要退？"),
    ),
    Form("exchange", {"en": "Exchange", "zh": "换货"}, (
        ORDER, ITEM,
        _text("wanted", "Wanted instead", "想换成", "What would you like instead?", "请问想换成什么？"),
        CONTACT,
    ), elsewhere={"en": "Exchange", "zh": "更换"}),
    Form(
        "cancel_order", {"en": "Cancellation", "zh": "取消订单"}, (ORDER, CONTACT), at_least=2,
        elsewhere={"en": "Cancellation", "zh": "取消"}, subject=_thing("What shall be cancelled?", "请问要取消什么？"),
    ),
    Form("change_order", {"en": "Change of an order", "zh": "修改订单"}, (
        ORDER,
        _text("change", "Change", "修改内容", "What shall be changed?", "请问需要修改什么？"),
        CONTACT,
    ), at_least=2, elsewhere={"en": "Change", "zh": "变更"}),
    Form(
        "delivery_problem", {"en": "Delivery problem", "zh": "配送问题"}, (ORDER, PROBLEM, CONTACT),
        elsewhere={"en": "Problem", "zh": "问题反馈"},
    ),
    Form("invoice", {"en": "Invoice", "zh": "发票"}, (
        ORDER,
        _text("name", "Invoice to", "发票抬头", "In which name shall the invoice be made out?", "请问发票抬头是什么？"),
        EMAIL,
    ), subject=_thing("What is the invoice for?", "请问是哪一笔消费的发票？")),
    Form("payment_problem", {"en": "Payment problem", "zh": "支付问题"}, (PROBLEM, MAYBE_ORDER, CONTACT)),
    Form("account_access", {"en": "Account access", "zh": "账户登录"}, (PROBLEM, EMAIL)),
    Form("complaint", {"en": "Complaint", "zh": "投诉"}, (PROBLEM, MAYBE_ORDER, CONTACT), at_least=2),
    Form("booking", {"en": "Booking", "zh": "预约"}, (
        _thing("What would you like to book?", "请问要预约什么？", name="booking", en="Booking", zh="预约项目"),
        BOOKED_DAY, CONTACT,
    ), at_least=2),
    Form("lost_property", {"en": "Lost property", "zh": "失物"}, (
        _thing("What have you lost?", "请问丢了什么？", name="lost", en="Lost", zh="丢失物品"),
        _text(
            "place", "Where and when", "地点和时间",
            "Where and when did you last have it?", "请问大概是什么时候、在哪里丢的？",
        ),
        CONTACT,
    )),
    Form("callback", {"en": "Call back", "zh": "回电"}, (
        _text("topic", "Topic", "事由", "What is it about?", "请问是关于什么事？"),
        Field("phone", "phone", {"en": "Phone", "zh": "电话"},
              {"en": "Which number shall we call?", "zh": "请问我们打哪个电话？"}),
        DAY,
    )),
    Form("request", {"en": "Request", "zh": "服务请求"}, (PROBLEM, MAYBE_ORDER, CONTACT)),
)  # fmt: skip
FORMS: Mapping[str, Form] = {form.name: form for form in _ALL}
_ELSEWHERE: Mapping[str, Form] = {form.name: form.without_orders for form in _ALL if form.end != "look_up"}


def forms(*, has_orders: bool) -> Mapping[str, Form]:
    """The forms of a company by their names; an order is looked up only where there are some."""
    return FORMS if has_orders else _ELSEWHERE
