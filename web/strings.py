"""Every word of the pages, in English and Chinese, and the choice between them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, cast

Language = Literal["en", "zh"]
LANGUAGES: Sequence[Language] = ("en", "zh")

Words = Mapping[str, str]
"""One thing said in each language, such as the company's name."""

STRINGS: dict[str, dict[Language, str]] = {
    # customer page
    "greeting": {"en": "How can we help?", "zh": "有什么可以帮您？"},
    "greeting_note": {
        "en": "Ask about our products, orders and service. Answers come from our documents, with their sources.",
        "zh": "您可以询问产品、订单和服务。回答来自我们的资料，并注明出处。",
    },
    "starters": {"en": "Questions to begin with", "zh": "可以先问这些"},
    "question": {"en": "Your question", "zh": "您的问题"},
    "question_hint": {"en": "Ask a question…", "zh": "请输入您的问题…"},
    "send": {"en": "Send", "zh": "发送"},
    "stop": {"en": "Stop", "zh": "停止"},
    "new_chat": {"en": "New chat", "zh": "新对话"},
    "conversation": {"en": "Conversation", "zh": "对话内容"},
    "you": {"en": "You", "zh": "您"},
    "assistant": {"en": "Assistant", "zh": "助手"},
    "disclaimer": {
        "en": "Answers can be wrong. The sources below each answer show where it comes from.",
        "zh": "回答可能有误，请以每条回答下方的出处为准。",
    },
    "searching_one": {"en": "Searching 1 document…", "zh": "正在查找 1 份文档…"},
    "searching_many": {"en": "Searching {count} documents…", "zh": "正在查找 {count} 份文档…"},
    "searching_none": {"en": "Searching…", "zh": "正在查找…"},
    "starting": {
        "en": "The assistant is starting. Your question is answered as soon as it is ready.",
        "zh": "助手正在启动，准备好后会立即回答您的问题。",
    },
    "failed_to_start": {
        "en": "The assistant could not start. Please try again later, or contact us another way.",
        "zh": "助手未能启动，请稍后再试，或通过其他方式联系我们。",
    },
    "answer_failed": {
        "en": "The answer could not be completed. Your question is kept; please send it again.",
        "zh": "回答没有完成。您的问题已保存，请再发送一次。",
    },
    "stopped": {"en": "Stopped.", "zh": "已停止。"},
    "question_long": {
        "en": "The question is too long. Please use at most {most} characters.",
        "zh": "问题太长，请不要超过 {most} 个字符。",
    },
    "asking_fast": {
        "en": "That was a lot of questions at once. Please wait {seconds} seconds, then ask again.",
        "zh": "提问太频繁，请等待 {seconds} 秒后再试。",
    },
    "quoted_one": {"en": "Quoted from 1 document", "zh": "引用自 1 份文档"},
    "quoted_many": {"en": "Quoted from {count} documents", "zh": "引用自 {count} 份文档"},
    "written_one": {"en": "Written by {engine} from 1 document", "zh": "由 {engine} 根据 1 份文档撰写"},
    "written_many": {"en": "Written by {engine} from {count} documents", "zh": "由 {engine} 根据 {count} 份文档撰写"},
    "source": {"en": "Source {n}: {document}", "zh": "出处 {n}：{document}"},
    "sources": {"en": "Sources", "zh": "出处"},
    "nearest": {"en": "What comes nearest", "zh": "相近的内容"},
    "staff_entry": {"en": "Staff", "zh": "员工入口"},
    "other_language": {"en": "中文", "zh": "English"},
    "other_language_hint": {"en": "以中文显示页面", "zh": "Show this page in English"},
    # staff area
    "documents": {"en": "Documents", "zh": "文档"},
    "documents_note": {
        "en": "What the assistant knows. Every document here can be quoted in an answer once it is ready.",
        "zh": "助手所知道的内容。文档就绪后即可在回答中引用。",
    },
    "signed_in_as": {"en": "Signed in as {name}", "zh": "已登录：{name}"},
    "sign_out": {"en": "Sign out", "zh": "退出登录"},
    "customer_page": {"en": "Customer page", "zh": "客户页面"},
    "upload": {"en": "Upload", "zh": "上传"},
    "upload_hint": {
        "en": "Drop files here or click to choose. PDF, Word, PowerPoint, Excel, web pages, mail, text and more.",
        "zh": "将文件拖到这里，或点击选择。支持 PDF、Word、PowerPoint、Excel、网页、邮件、文本等。",
    },
    "upload_for": {"en": "New documents may be quoted to", "zh": "新文档可供谁查看"},
    "visibility_public": {"en": "Everyone", "zh": "所有人"},
    "visibility_staff": {"en": "Staff only", "zh": "仅员工"},
    "uploaded_one": {"en": "1 file received.", "zh": "已收到 1 个文件。"},
    "uploaded_many": {"en": "{count} files received.", "zh": "已收到 {count} 个文件。"},
    "upload_lost": {
        "en": "“{name}” did not arrive whole. Upload it again.",
        "zh": "“{name}”没有完整上传，请重新上传。",
    },
    "upload_refused": {"en": "“{name}”: {reason}", "zh": "“{name}”：{reason}"},
    "search": {"en": "Search documents", "zh": "搜索文档"},
    "search_hint": {"en": "Search by name…", "zh": "按名称搜索…"},
    "name": {"en": "Name", "zh": "名称"},
    "kind": {"en": "Kind", "zh": "类型"},
    "pages": {"en": "Pages", "zh": "页数"},
    "passages": {"en": "Passages", "zh": "段落"},
    "version": {"en": "Version", "zh": "版本"},
    "seen_by": {"en": "Seen by", "zh": "可见范围"},
    "state": {"en": "State", "zh": "状态"},
    "size": {"en": "Size", "zh": "大小"},
    "sample": {"en": "sample", "zh": "示例"},
    "status_queued": {"en": "Waiting", "zh": "等待中"},
    "status_reading": {"en": "Reading", "zh": "读取中"},
    "status_embedding": {"en": "Indexing", "zh": "建立索引"},
    "status_ready": {"en": "Ready", "zh": "就绪"},
    "status_failed": {"en": "Failed", "zh": "失败"},
    "failed_unknown": {
        "en": "The document could not be taken in. Press Retry, or save it in another format and upload it again.",
        "zh": "文档处理失败。请重试，或另存为其他格式后重新上传。",
    },
    "retry": {"en": "Retry", "zh": "重试"},
    "delete": {"en": "Delete", "zh": "删除"},
    "delete_question": {
        "en": "Delete “{name}”? It disappears from all answers at once. This cannot be undone; keep your own copy.",
        "zh": "删除“{name}”？它会立即从所有回答中消失，且无法恢复，请自行保留原件。",
    },
    "delete_yes": {"en": "Delete this document", "zh": "删除这份文档"},
    "cancel": {"en": "Keep it", "zh": "保留"},
    "deleted": {"en": "“{name}” was deleted.", "zh": "“{name}”已删除。"},
    "shown_public": {"en": "“{name}” may now be quoted to everyone.", "zh": "“{name}”现在对所有人可见。"},
    "shown_staff": {"en": "“{name}” may now be quoted to staff only.", "zh": "“{name}”现在仅员工可见。"},
    "show_public": {"en": "Show to everyone", "zh": "对所有人可见"},
    "show_staff": {"en": "Show to staff only", "zh": "改为仅员工可见"},
    "retrying": {"en": "“{name}” is being read again.", "zh": "正在重新读取“{name}”。"},
    "gone": {
        "en": "This document is no longer there. The list is up to date now.",
        "zh": "这份文档已不存在，列表已更新。",
    },
    "remove_samples": {"en": "Remove the sample company", "zh": "移除示例公司"},
    "remove_samples_question": {
        "en": "Remove all {count} documents of the sample company? Your own documents stay. This cannot be undone.",
        "zh": "移除示例公司的全部 {count} 份文档？您自己的文档会保留。此操作无法撤销。",
    },
    "remove_samples_yes": {"en": "Remove the samples", "zh": "移除示例"},
    "samples_removed": {"en": "The sample company was removed.", "zh": "示例公司已移除。"},
    "no_documents": {
        "en": "No documents yet. Upload the first one above.",
        "zh": "还没有文档，请在上方上传第一份。",
    },
    "no_match": {"en": "No document has “{query}” in its name.", "zh": "没有名称包含“{query}”的文档。"},
    "select_one": {"en": "Select a document to see more and to change it.", "zh": "选择一份文档，查看详情或进行修改。"},
    "range": {"en": "{first}–{last} of {count}", "zh": "第 {first}–{last} 份，共 {count} 份"},
    "previous": {"en": "Previous", "zh": "上一页"},
    "next": {"en": "Next", "zh": "下一页"},
    "text_start": {"en": "How the text begins", "zh": "文本开头"},
    "staff_starting": {
        "en": "The assistant is starting. The list appears as soon as it is ready.",
        "zh": "助手正在启动，准备好后会显示列表。",
    },
    "signed_out": {
        "en": "You are signed out. Reload the page and sign in again.",
        "zh": "登录已失效，请刷新页面并重新登录。",
    },
    "not_done": {
        "en": "This could not be done. Try again; if it stays, tell the operator the time it happened.",
        "zh": "操作没有完成，请重试。如果仍然失败，请把发生时间告诉管理员。",
    },
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
    # times
    "now": {"en": "just now", "zh": "刚刚"},
    "minutes_one": {"en": "1 minute ago", "zh": "1 分钟前"},
    "minutes_many": {"en": "{count} minutes ago", "zh": "{count} 分钟前"},
    "hours_one": {"en": "1 hour ago", "zh": "1 小时前"},
    "hours_many": {"en": "{count} hours ago", "zh": "{count} 小时前"},
    "days_one": {"en": "yesterday", "zh": "昨天"},
    "days_many": {"en": "{count} days ago", "zh": "{count} 天前"},
}


def text(key: str, language: str, **values: object) -> str:
    """The string `key` in the language, with its gaps filled; raises KeyError for an unknown key or a missing value."""
    return STRINGS[key][as_language(language)].format(**values)


def plural(key: str, count: int, language: str, **values: object) -> str:
    """`key`_one for 1, else `key`_many."""
    return text(f"{key}_{'one' if count == 1 else 'many'}", language, count=f"{count:,}", **values)


def ago(time: datetime, now: datetime, language: str) -> str:
    """How long ago, in words: 'just now', '3 minutes ago', 'yesterday'; after a week the date."""
    seconds = max(0, int((now - time).total_seconds()))
    if seconds < 60:
        return text("now", language)
    for unit, length, most in (("minutes", 60, 3600), ("hours", 3600, 86400), ("days", 86400, 7 * 86400)):
        if seconds < most:
            return plural(unit, seconds // length, language)
    return f"{time.year} 年 {time.month} 月 {time.day} 日" if language == "zh" else f"{time.day} {time:%B %Y}"


def size(count: int) -> str:
    """Bytes for people: '340 B', '12 KB', '3.4 MB'."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{round(count / 1000)} KB"
    return f"{count / 1_000_000:.1f} MB"


def as_language(value: str | None) -> Language:
    return cast(Language, value) if value in LANGUAGES else "en"


def choose_language(chosen: str | None, accept_language: str | None) -> Language:
    """The person's own choice (a cookie) first, else what the browser prefers, else English."""
    if chosen in LANGUAGES:
        return cast(Language, chosen)
    ranked = []
    for position, entry in enumerate((accept_language or "")[:500].split(",")):
        tag, _, parameters = entry.strip().partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            quality = 0.0
        if quality > 0:
            ranked.append((-quality, position, tag.lower()[:2]))
    return next((cast(Language, tag) for _, _, tag in sorted(ranked) if tag in LANGUAGES), "en")
