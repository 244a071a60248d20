"""What customer service says itself, in English and Chinese."""

from knowledge.language import Language

WORDS: dict[str, dict[Language, str]] = {
    # forms
    "ask_team": {"en": "Ask the team: {title}", "zh": "请同事处理：{title}"},
    "begin": {"en": "I can pass that on to our team.", "zh": "好的，我来帮您提交给同事处理。"},
    "not_order": {
        "en": "That does not look like an order number.",
        "zh": "这看起来不像订单号。",
    },
    "not_contact": {
        "en": "That is neither an e-mail address nor a phone number that I can read.",
        "zh": "没有识别到邮箱或手机号。",
    },
    "not_email": {
        "en": "That does not look like an e-mail address.",
        "zh": "这看起来不像邮箱地址。",
    },
    "not_phone": {
        "en": "That does not look like a phone number.",
        "zh": "这看起来不像电话号码。",
    },
    "not_date": {
        "en": "I could not find a day in that. Write it like 3 December, or “next Monday”.",
        "zh": "没有识别到日期，请写成 12月3日 或“下周一”。",
    },
    "not_text": {"en": "A few words are needed here.", "zh": "这里需要写几个字。"},
    "past_date": {"en": "That day is over. Please name one to come.", "zh": "这一天已经过了，请换一个之后的日期。"},
    "stuck": {
        "en": "If you don't have it, say “never mind”, or “talk to a person” and our team takes over.",
        "zh": "如果手边没有，可以回复“算了”，或者回复“转人工”由同事接手。",
    },
    "noted": {"en": "Noted.", "zh": "好的，已更新。"},
    "summary": {
        "en": "{title}, please check:\n{lines}\n\nShall I send this to our team?",
        "zh": "{title}，请核对：\n{lines}\n\n确认提交给同事处理吗？",
    },
    "what_to_change": {
        "en": "What should I change? For example: “the e-mail is …”. Or say “never mind” and I drop it.",
        "zh": "请告诉我要改哪里，例如“邮箱是……”。不想提交的话，回复“算了”就行。",
    },
    "sent": {
        "en": "Sent. Your ticket is {ticket}; our team will answer here in this chat or at {contact}. "
        "Ask me about {ticket} whenever you like.",
        "zh": "已提交，工单号是 {ticket}。同事会在这个对话里或通过 {contact} 回复您，"
        "您随时可以向我询问 {ticket} 的进展。",
    },
    "dropped": {"en": "All right, I have dropped it. Nothing was sent.", "zh": "好的，已取消，没有提交任何内容。"},
    "set_aside": {
        "en": "I have set the other request aside; nothing of it was sent.",
        "zh": "刚才那项已经放下，没有提交。",
    },
    "back_to": {"en": "Back to your request ({title}): {question}", "zh": "接着刚才的{title}：{question}"},
    # orders
    "no_match": {
        "en": "I find no order {number} for {contact}. Please check both: the contact must be the one that the order "
        "was placed with. You can send either of them again.",
        "zh": "没有找到与 {contact} 相符的订单 {number}。请核对两项，联系方式须与下单时一致，"
        "可以重新发送其中任何一项。",
    },
    "locked": {
        "en": "Too many tries did not match, so order look-ups are locked for {minutes} minutes. "
        "A person of our team can help in the meantime: say “talk to a person”.",
        "zh": "不匹配的次数过多，订单查询已锁定 {minutes} 分钟。期间可以回复“转人工”，由同事帮您处理。",
    },
    "order": {"en": "Order {number}: {status}", "zh": "订单 {number}：{status}"},
    "order_no_status": {"en": "Order {number}", "zh": "订单 {number}"},
    "items": {"en": "Items: {value}", "zh": "商品：{value}"},
    "ordered": {"en": "Ordered: {value}", "zh": "下单日期：{value}"},
    "expected": {"en": "Expected: {value}", "zh": "预计送达：{value}"},
    "delivered": {"en": "Delivered: {value}", "zh": "送达日期：{value}"},
    "carrier": {"en": "Carrier: {value}", "zh": "承运商：{value}"},
    "track": {"en": "Track the parcel", "zh": "查看物流"},
    # tickets and people
    "handed_over": {
        "en": "I have passed this on to our team as {ticket}. Whoever is free answers here in this chat.",
        "zh": "已转给同事，工单号是 {ticket}。同事会尽快在这个对话里回复您。",
    },
    "already_handed": {
        "en": "Our team already has your request as {ticket}, and answers here in this chat.",
        "zh": "您的请求已经在同事那里，工单号是 {ticket}，同事会在这个对话里回复您。",
    },
    "reach_you": {
        "en": "If you would rather be reached by e-mail or phone, tell me the address or number.",
        "zh": "如果希望通过邮箱或电话联系，请告诉我邮箱或号码。",
    },
    "reach_us": {"en": "You can also reach us here: {contact}.", "zh": "您也可以这样联系我们：{contact}。"},
    "contact_kept": {
        "en": "Thank you. The team will use {contact} for {ticket}.",
        "zh": "好的，同事会通过 {contact} 就 {ticket} 联系您。",
    },
    "passed_on": {
        "en": "Your message has reached the person who is helping you ({ticket}). The reply appears here.",
        "zh": "您的消息已转给正在处理的同事（{ticket}），回复会显示在这里。",
    },
    "ticket": {
        "en": "Ticket {ticket} ({reason}) is {status}; last change {day}.",
        "zh": "工单 {ticket}（{reason}）{status}，最近更新于 {day}。",
    },
    "last_reply": {"en": "Our team's last words: “{text}”", "zh": "同事最近的回复：“{text}”"},
    "ticket_which": {
        "en": "Which ticket is it? Its number looks like F-1042.",
        "zh": "请问是哪个工单？工单号类似 F-1042。",
    },
    "ticket_contact": {
        "en": "To show {ticket}, I need the e-mail address or phone number that was left with it.",
        "zh": "查看 {ticket} 需要核对提交时留下的邮箱或手机号，请告诉我。",
    },
    "ticket_unknown": {
        "en": "I cannot show a ticket for this number and contact. Please check both.",
        "zh": "没有找到与这个工单号和联系方式相符的工单，请核对后再试。",
    },
    "status_new": {"en": "waiting for our team", "zh": "等待同事处理"},
    "status_open": {"en": "being worked on", "zh": "正在处理"},
    "status_waiting": {"en": "answered; we wait for your word", "zh": "已回复，等待您的回应"},
    "status_solved": {"en": "solved", "zh": "已解决"},
    "person_wanted": {"en": "a person of our team", "zh": "人工服务"},
    "what": {
        "en": "Gladly. What can I do for you?",
        "zh": "好的，请问要办理什么？",
    },
}

# What may be pressed.
YES: dict[Language, str] = {"en": "Yes, send it", "zh": "确认提交"}
CHANGE: dict[Language, str] = {"en": "No", "zh": "不对"}
SKIP: dict[Language, str] = {"en": "Skip", "zh": "跳过"}
TALK: dict[Language, str] = {"en": "Talk to a person", "zh": "转人工"}
MENU: dict[Language, tuple[str, ...]] = {
    "en": ("Where is my order?", "I want to return something", "There is a problem with my delivery", TALK["en"]),
    "zh": ("查询我的订单", "我要退货", "配送出了问题", TALK["zh"]),
}

# What shops call the state of an order, for a customer who writes in the other language.
STATUSES: tuple[tuple[str, str], ...] = (
    ("processing", "处理中"), ("pending", "待处理"), ("awaiting payment", "待付款"), ("paid", "已付款"),
    ("packed", "已打包"), ("ready to ship", "待发货"), ("shipped", "已发货"), ("in transit", "运输中"),
    ("out for delivery", "派送中"), ("delivered", "已签收"), ("completed", "已完成"), ("cancelled", "已取消"),
    ("returned", "已退货"), ("refunded", "已退款"), ("delayed", "已延误"), ("on hold", "暂停处理"),
    ("ready for pickup", "待自提"),
)  # fmt: skip


def say(key: str, language: Language, **values: str) -> str:
    return WORDS[key][language].format(**values)


def status_in(status: str, language: Language) -> str:
    """The state of an order in this language; as the shop wrote it where it is none of the usual ones."""
    for english, chinese in STATUSES:
        if status.strip().casefold() in (english, chinese):
            return chinese if language == "zh" else english
    return status.strip()
