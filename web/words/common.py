"""Words that every page shares: the header, the login, refusals, times."""

STRINGS: dict[str, dict[str, str]] = {
    # login
    "sign_in": {"en": "Sign in", "zh": "登录"},
    "sign_in_title": {"en": "Staff sign-in", "zh": "员工登录"},
    "account": {"en": "Name", "zh": "用户名"},
    "password": {"en": "Password", "zh": "密码"},
    # refusals of the gate
    "error_404": {"en": "There is nothing at this address.", "zh": "这个地址没有内容。"},
    "error_401": {"en": "Sign in first.", "zh": "请先登录。"},
    "error_403": {
        "en": "This request came from another site and was refused. Open the page itself and try again.",
        "zh": "请求来自其他网站，已被拒绝。请直接打开本页面后重试。",
    },
    "error_413": {"en": "This is too large. Send at most {limit}.", "zh": "内容过大，最多可发送 {limit}。"},
    "error_429": {
        "en": "Too many requests. Wait {seconds} seconds, then try again.",
        "zh": "请求过多，请等待 {seconds} 秒后重试。",
    },
    "error_500": {
        "en": "Something went wrong here. Try again; if it stays, tell us the time it happened.",
        "zh": "出了点问题，请重试。如果仍然失败，请告诉我们发生的时间。",
    },
    "error_503": {"en": "The assistant is starting. Try again in a few seconds.", "zh": "助手正在启动，请几秒后重试。"},
    "api_form": {
        "en": "Send JSON with a `question` of at most {most} characters, and optionally `conversation` and `language`.",
        "zh": "请发送 JSON：`question`（最多 {most} 个字符），可选 `conversation` 和 `language`。",
    },
    "back": {"en": "To the first page", "zh": "返回首页"},
    # light and dark
    "theme": {"en": "Appearance", "zh": "外观"},
    "theme_light": {"en": "Light", "zh": "浅色"},
    "theme_dark": {"en": "Dark", "zh": "深色"},
    "theme_system": {"en": "As the system", "zh": "跟随系统"},
    # times
    "now": {"en": "just now", "zh": "刚刚"},
    "minutes_one": {"en": "1 minute ago", "zh": "1 分钟前"},
    "minutes_many": {"en": "{count} minutes ago", "zh": "{count} 分钟前"},
    "hours_one": {"en": "1 hour ago", "zh": "1 小时前"},
    "hours_many": {"en": "{count} hours ago", "zh": "{count} 小时前"},
    "days_one": {"en": "yesterday", "zh": "昨天"},
    "days_many": {"en": "{count} days ago", "zh": "{count} 天前"},
}
