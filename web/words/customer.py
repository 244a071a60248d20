"""Words of the customer page."""

STRINGS: dict[str, dict[str, str]] = {
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
}
