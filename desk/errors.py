"""What this package refuses, each with a sentence that says what to do, in English and Chinese."""

SENTENCES: dict[str, dict[str, str]] = {
    "wrong_password": {
        "en": "Name or password is wrong. Check both and try again.",
        "zh": "用户名或密码不正确，请检查后重试。",
    },
    "too_many_attempts": {
        "en": "Too many wrong passwords. Try again in {wait}.",
        "zh": "密码错误次数过多，请在{wait}后重试。",
    },
    "password_short": {
        "en": "The password is too short. Use at least {least} characters.",
        "zh": "密码太短，请至少使用 {least} 个字符。",
    },
    "password_common": {
        "en": "This password is easy to guess. Choose one that is no common word, name or simple row of characters.",
        "zh": "这个密码太容易猜到，请不要使用常见词、用户名或简单的连续字符。",
    },
    "name_invalid": {
        "en": "This name cannot be used. Use up to 64 letters, digits, dots, hyphens, underscores or @.",
        "zh": "用户名不可用，请使用不超过 64 个的字母、数字、点、连字符、下划线或 @。",
    },
    "account_exists": {
        "en": "There is already an account '{name}'. Choose another name.",
        "zh": "账户“{name}”已存在，请换一个名称。",
    },
    "account_unknown": {
        "en": "There is no account '{name}'. Check the name.",
        "zh": "没有账户“{name}”，请检查名称。",
    },
    "last_admin": {
        "en": "This is the last admin. Make another account an admin first.",
        "zh": "这是最后一个管理员账户，请先设置另一个管理员。",
    },
    "role_unknown": {
        "en": "There is no role '{role}'. Use staff or admin.",
        "zh": "没有角色“{role}”，请使用 staff 或 admin。",
    },
    "conversation_unknown": {
        "en": "This conversation does not exist. Start a new one.",
        "zh": "没有这个对话，请开始新对话。",
    },
    "text_long": {
        "en": "This text is too long. Use at most {most} characters.",
        "zh": "文字太长，请不要超过 {most} 个字符。",
    },
    "starters_many": {
        "en": "There are too many starter questions. Keep at most {most}.",
        "zh": "开场问题太多，请最多保留 {most} 个。",
    },
    "refusal_range": {
        "en": "The threshold must lie between 0 and 1.",
        "zh": "阈值必须在 0 和 1 之间。",
    },
    "accent_unknown": {
        "en": "This is not a colour. Write it like #2F6FEB.",
        "zh": "颜色格式不正确，请写成 #2F6FEB 这样的形式。",
    },
    "logo_large": {
        "en": "The logo is too large. Use a file of at most {most}.",
        "zh": "标志文件太大，请使用不超过 {most} 的文件。",
    },
    "logo_unknown": {
        "en": "This file is no picture that a browser shows. Use PNG, JPEG, WebP or SVG.",
        "zh": "无法识别这张图片，请使用 PNG、JPEG、WebP 或 SVG 格式。",
    },
    "intent_unknown": {
        "en": "There is no intent '{name}'. It may have been deleted; load the list again.",
        "zh": "没有意图“{name}”，它可能已被删除，请重新加载列表。",
    },
    "intent_exists": {
        "en": "There is already an intent '{name}'. Choose another name, or change that one.",
        "zh": "意图“{name}”已存在，请换一个名称，或直接修改它。",
    },
    "intent_name": {
        "en": "'{name}' is no name for an intent. Use up to 64 small letters, digits and _, like order_status.",
        "zh": "“{name}”不能作为意图名称，请使用不超过 64 个的小写字母、数字或下划线，例如 order_status。",
    },
    "intent_action": {
        "en": "'{action}' is nothing that can be done. Use one of: {known}.",
        "zh": "不支持动作“{action}”，请使用以下之一：{known}。",
    },
    "intent_form": {
        "en": "There is no form '{form}'. Use one of: {known}.",
        "zh": "没有表单“{form}”，请使用以下之一：{known}。",
    },
    "intent_text": {
        "en": "An example needs words, at most {most} characters of them.",
        "zh": "示例不能为空，且不能超过 {most} 个字符。",
    },
    "intent_repeated": {
        "en": "This example is there already, for '{name}'.",
        "zh": "这个示例已存在于“{name}”中。",
    },
    "file_not_csv": {
        "en": "This is no CSV file in UTF-8. Save the table as CSV (UTF-8) and import it again.",
        "zh": "文件不是 UTF-8 编码的 CSV，请将表格另存为 CSV（UTF-8）后重新导入。",
    },
    "file_columns": {
        "en": "The first row has to name the columns; 'intent' and 'text' are needed. It names: {found}.",
        "zh": "第一行必须是列名，且必须包含 intent 和 text。现有的列：{found}。",
    },
    "file_rows": {
        "en": "The file has more than {most} rows. Split it and import the parts.",
        "zh": "文件超过 {most} 行，请拆分后分别导入。",
    },
    "example_unknown": {
        "en": "There is no row '{id}'. It may have been forgotten; load the list again.",
        "zh": "没有数据行“{id}”，它可能已被清除，请重新加载列表。",
    },
    "example_empty": {
        "en": "A row needs a question and an answer. Fill in both, or reject the row.",
        "zh": "数据行必须有问题和回答，请填写完整，或拒绝该行。",
    },
    "example_uncited": {
        "en": "This answer names no source. Put the number of its source in square brackets, like [1].",
        "zh": "这个回答没有标明资料来源，请用方括号写上资料编号，例如 [1]。",
    },
    "example_mark": {
        "en": "There is no source [{n}]. This row has {count} sources.",
        "zh": "没有资料 [{n}]，这一行共有 {count} 条资料。",
    },
    "orders_size": {
        "en": "'{name}' is empty or larger than {most}. Export fewer orders at a time.",
        "zh": "“{name}”为空或超过 {most}，请减少每次导出的订单数量。",
    },
    "orders_unreadable": {
        "en": "'{name}' cannot be read as a table. Save it as CSV (UTF-8) or XLSX and try again.",
        "zh": "无法读取“{name}”，请另存为 CSV（UTF-8）或 XLSX 后重试。",
    },
    "orders_empty": {
        "en": "'{name}' holds no orders. Its first row names the columns, and orders follow.",
        "zh": "“{name}”中没有订单。第一行应为列名，其后为订单。",
    },
    "orders_many": {
        "en": "This file holds more than {most} orders. Split it.",
        "zh": "文件中的订单超过 {most} 条，请拆分后导入。",
    },
    "orders_no_number": {
        "en": "No column holds the order number. Say which one does.",
        "zh": "没有哪一列是订单号，请指定订单号所在的列。",
    },
    "orders_no_contact": {
        "en": "No column holds an e-mail address or phone number, so no customer could ask for an order. "
        "Say which one does.",
        "zh": "没有哪一列是邮箱或电话，客户将无法查询订单，请指定所在的列。",
    },
    "ticket_unknown": {
        "en": "There is no ticket '{number}'. Load the list again.",
        "zh": "没有工单“{number}”，请重新加载列表。",
    },
    "reply_empty": {
        "en": "The reply is empty. Write what the customer should read.",
        "zh": "回复内容为空，请写下要发给客户的内容。",
    },
    "conversation_deleted": {
        "en": "The customer has deleted this conversation, so a reply would not arrive. Use the contact: {contact}.",
        "zh": "客户已删除这个对话，回复无法送达。请使用联系方式：{contact}。",
    },
    "events_unreadable": {
        "en": "{name} cannot be read. Give a CSV or JSON Lines file in UTF-8, plain or gzipped.",
        "zh": "无法读取 {name}，请提供 UTF-8 编码的 CSV 或 JSON Lines 文件（可用 gzip 压缩）。",
    },
    "events_columns": {
        "en": "{name} has no columns 'user' and 'item'. Name them so in the first line.",
        "zh": "{name} 中没有“用户”和“商品”两列，请在第一行写上列名 user 和 item。",
    },
    "event_no_object": {"en": "This line is not a JSON object.", "zh": "这一行不是 JSON 对象。"},
    "event_no_user": {"en": "The row names no user.", "zh": "这一行没有用户。"},
    "event_no_item": {"en": "The row names no item.", "zh": "这一行没有商品。"},
    "event_name_long": {
        "en": "User and item have at most {most} characters, on one line.",
        "zh": "用户和商品编号不能超过 {most} 个字符，且不能换行。",
    },
    "event_count": {"en": "'{value}' is no count of 1 or more.", "zh": "“{value}”不是大于等于 1 的数量。"},
    "event_time": {
        "en": "'{value}' is no time. Write it like 2026-11-25T14:30:00Z, or as seconds since 1970.",
        "zh": "“{value}”不是有效时间，请写成 2026-11-25T14:30:00Z，或自 1970 年起的秒数。",
    },
    "rule_kind": {
        "en": "This is no rule. Choose pin, boost, hide or exclude, for a product or a category.",
        "zh": "规则无效，请选择置顶、加权、隐藏或排除，并指定商品或类别。",
    },
    "rule_name": {
        "en": "The rule names no product and no category. Give the product's number or the category's name.",
        "zh": "规则没有指定商品或类别，请填写商品编号或类别名称。",
    },
    "rule_item": {
        "en": "There is no product '{name}' in the catalog. Check its number.",
        "zh": "商品目录中没有“{name}”，请检查商品编号。",
    },
    "rule_factor": {
        "en": "A boost lies between {least} and {most}.",
        "zh": "加权系数必须在 {least} 和 {most} 之间。",
    },
    "rules_many": {
        "en": "There are {most} rules already. Remove some that are no longer needed.",
        "zh": "规则已达 {most} 条，请先删除不再需要的规则。",
    },
    "campaign_name": {"en": "The draft has no name. Give it one.", "zh": "草稿没有名称，请填写名称。"},
    "campaign_items": {
        "en": "Choose at least one product of the catalog, and at most {most}.",
        "zh": "请至少选择一个目录中的商品，最多 {most} 个。",
    },
    "campaign_kind": {
        "en": "Choose a channel and what the customers did from the lists.",
        "zh": "请从列表中选择渠道和客户行为。",
    },
    "campaign_gone": {
        "en": "This draft is gone. Load the list again.",
        "zh": "这份草稿已不存在，请重新加载列表。",
    },
    "preference_unknown": {
        "en": "There is no setting '{name}'.",
        "zh": "没有名为“{name}”的设置。",
    },
}


class DeskError(Exception):
    """Any refusal of this package; `code` is a key of SENTENCES and `str()` its English sentence."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        super().__init__(sentence(code, details))

    def in_language(self, language: str) -> str:
        return sentence(self.code, self.details, language)


class ConversationNotFound(DeskError, LookupError):
    """No conversation has that id, or it is not this visitor's."""

    def __init__(self) -> None:
        super().__init__("conversation_unknown")


class ExampleNotFound(DeskError, LookupError):
    """No training row has that id."""

    def __init__(self, id_: str) -> None:
        super().__init__("example_unknown", id=id_)


class TicketNotFound(DeskError, LookupError):
    """No ticket has that number."""

    def __init__(self, number: str) -> None:
        super().__init__("ticket_unknown", number=number[:20])


class LoginRefused(DeskError):
    """Wrong name or password, or a disabled account: which of them is not told."""

    def __init__(self) -> None:
        super().__init__("wrong_password")


class TooManyAttempts(DeskError):
    """The name or the address has to wait `seconds` before the next attempt counts."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("too_many_attempts", wait=f"{seconds} s")

    def in_language(self, language: str) -> str:
        return sentence(self.code, {"wait": _duration(self.seconds, language)}, language)

    def __str__(self) -> str:
        return self.in_language("en")


def sentence(code: str, details: dict[str, str] | None = None, language: str = "en") -> str:
    """The sentence for a person, in 'en' or 'zh'."""
    return SENTENCES[code]["zh" if language == "zh" else "en"].format(**(details or {}))


def _duration(seconds: int, language: str) -> str:
    minutes = -(-seconds // 60)
    if seconds < 60:
        return f" {seconds} 秒" if language == "zh" else f"{seconds} second{'' if seconds == 1 else 's'}"
    return f" {minutes} 分钟" if language == "zh" else f"{minutes} minute{'' if minutes == 1 else 's'}"
