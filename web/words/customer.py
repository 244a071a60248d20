"""Words of the customer page."""

STRINGS: dict[str, dict[str, str]] = {
    # first view
    "greeting": {
        "en": "Welcome to {company}. How can we help?",
        "zh": "欢迎来到{company}，有什么可以帮您？",
    },
    "greeting_unnamed": {"en": "Welcome. How can we help?", "zh": "您好，有什么可以帮您？"},
    "greeting_note": {
        "en": "Ask about our products, orders and service. Every answer shows where it comes from.",
        "zh": "您可以询问产品、订单和服务，每条回答都会注明出处。",
    },
    "greeting_note_products": {
        "en": "Ask about our products and service. Every answer shows where it comes from.",
        "zh": "您可以询问产品和服务，每条回答都会注明出处。",
    },
    "greeting_note_orders": {
        "en": "Ask about your order and our service. Every answer shows where it comes from.",
        "zh": "您可以询问订单和服务，每条回答都会注明出处。",
    },
    "greeting_note_service": {
        "en": "Ask us anything, or send a request to our team. Every answer shows where it comes from.",
        "zh": "有问题尽管问，也可以把需求提交给我们。每条回答都会注明出处。",
    },
    "starters": {"en": "Questions to begin with", "zh": "可以先问这些"},
    "needs_script": {
        "en": "This page needs JavaScript. Allow it in your browser, then load the page again.",
        "zh": "本页面需要 JavaScript，请在浏览器中启用后重新加载。",
    },
    # composer
    "to_question": {"en": "To the question field", "zh": "跳到提问框"},
    "question": {"en": "Your question", "zh": "您的问题"},
    "question_hint": {"en": "Ask a question…", "zh": "请输入您的问题…"},
    "send": {"en": "Send", "zh": "发送"},
    "stop": {"en": "Stop", "zh": "停止"},
    "answerer_quotes": {
        "en": "Answers are quoted from the company's documents.",
        "zh": "回答均引用自公司资料。",
    },
    "answerer_model": {
        "en": "Answers are written by {engine} from the company's documents.",
        "zh": "回答由 {engine} 根据公司资料撰写。",
    },
    "disclaimer": {"en": "They can be wrong: check the sources.", "zh": "可能有误，请核对出处。"},
    "characters_left": {"en": "{count} of {most} characters", "zh": "已输入 {count} 个字符，最多 {most} 个"},
    "characters_over": {
        "en": "{count} characters too many. Please shorten the question.",
        "zh": "超出 {count} 个字符，请缩短问题。",
    },
    # rail
    "conversations": {"en": "Conversations", "zh": "对话"},
    "new_chat": {"en": "New chat", "zh": "新对话"},
    "show_rail": {"en": "Show conversations", "zh": "显示对话列表"},
    "hide_rail": {"en": "Hide conversations", "zh": "收起对话列表"},
    "no_conversations": {
        "en": "Your conversations will be listed here.",
        "zh": "您的对话会显示在这里。",
    },
    "days_today": {"en": "Today", "zh": "今天"},
    "days_yesterday": {"en": "Yesterday", "zh": "昨天"},
    "days_last_days": {"en": "Previous 7 days", "zh": "过去 7 天"},
    "days_older": {"en": "Older", "zh": "更早"},
    "delete_conversation": {"en": "Delete conversation: {opening}", "zh": "删除对话：{opening}"},
    "delete_question_chat": {
        "en": "The conversation “{opening}” will be deleted for good.",
        "zh": "对话“{opening}”将被永久删除。",
    },
    "delete_chat": {"en": "Delete", "zh": "删除"},
    "keep_chat": {"en": "Keep it", "zh": "保留"},
    "deleted_chat": {"en": "The conversation was deleted.", "zh": "对话已删除。"},
    "loading": {"en": "Loading the conversation…", "zh": "正在加载对话…"},
    # conversation
    "conversation": {"en": "Conversation", "zh": "对话内容"},
    "only_newest": {
        "en": "The newest {count} questions are shown.",
        "zh": "仅显示最近 {count} 个问题。",
    },
    "you": {"en": "You", "zh": "您"},
    "assistant": {"en": "Assistant", "zh": "助手"},
    "sending": {"en": "Sending…", "zh": "正在发送…"},
    "waiting": {
        "en": "Many people are asking right now. Your question is next in line…",
        "zh": "当前咨询人数较多，正在排队，请稍候…",
    },
    "busy": {
        "en": "Everyone is being helped right now, so this question was not taken. Please send it again in a moment.",
        "zh": "当前咨询人数过多，问题未能提交，请稍后重新发送。",
    },
    "under_way": {"en": "The answer is under way…", "zh": "正在回答…"},
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
        "en": "The answer could not be completed. Your question is kept.",
        "zh": "回答没有完成，您的问题已保存。",
    },
    "stopped": {"en": "Stopped.", "zh": "已停止。"},
    "interrupted": {"en": "This answer was interrupted.", "zh": "这条回答中断了。"},
    "continue": {"en": "Continue", "zh": "继续"},
    "question_empty": {"en": "Please type a question.", "zh": "请输入问题。"},
    "question_long": {
        "en": "The question is too long. Please use at most {most} characters.",
        "zh": "问题太长，请不要超过 {most} 个字符。",
    },
    "asking_fast": {
        "en": "That was a lot of questions at once. Please wait {seconds} seconds, then ask again.",
        "zh": "提问太频繁，请等待 {seconds} 秒后再试。",
    },
    "all_busy": {
        "en": "Everybody here is busy at this moment. Please ask again in {seconds} seconds.",
        "zh": "现在咨询的人较多，请 {seconds} 秒后再次提问。",
    },
    "answer_ready": {"en": "Answer:", "zh": "回答："},
    # what may be done with a question and its answer
    "copy": {"en": "Copy", "zh": "复制"},
    "copied": {"en": "Copied", "zh": "已复制"},
    "copy_failed": {
        "en": "The browser did not allow copying. Select the text and copy it by hand.",
        "zh": "浏览器不允许复制，请手动选择文字复制。",
    },
    "like": {"en": "Helpful", "zh": "有帮助"},
    "dislike": {"en": "Not helpful", "zh": "没有帮助"},
    "retry_answer": {"en": "Ask again", "zh": "重新回答"},
    "edit": {"en": "Edit question", "zh": "编辑问题"},
    "edit_question": {"en": "Edit your question", "zh": "编辑您的问题"},
    "edit_hint": {
        "en": "What followed this question is replaced.",
        "zh": "此问题之后的内容会被替换。",
    },
    "cancel_edit": {"en": "Cancel", "zh": "取消"},
    "why_not": {"en": "What was the matter?", "zh": "哪里不满意？"},
    "reason_wrong": {"en": "It is wrong", "zh": "内容有误"},
    "reason_incomplete": {"en": "It is incomplete", "zh": "不完整"},
    "reason_not_asked": {"en": "Not what I asked", "zh": "答非所问"},
    "reason_other": {"en": "Something else", "zh": "其他"},
    "reason_words": {"en": "In your own words (optional)", "zh": "补充说明（选填）"},
    "skip": {"en": "Skip", "zh": "跳过"},
    "rated": {"en": "Thank you. Your rating was saved.", "zh": "谢谢，评价已保存。"},
    "rated_off": {"en": "Your rating was taken back.", "zh": "评价已撤回。"},
    "gone_answer": {
        "en": "This answer is no longer there. Load the page again.",
        "zh": "这条回答已不存在，请重新加载页面。",
    },
    # where an answer comes from
    "quoted_one": {"en": "Quoted from 1 document", "zh": "引用自 1 份文档"},
    "quoted_many": {"en": "Quoted from {count} documents", "zh": "引用自 {count} 份文档"},
    "quoted_instead": {
        "en": "{quoted}; {engine} is not available at the moment",
        "zh": "{quoted}；{engine} 暂时不可用",
    },
    "written_one": {"en": "Written by {engine} from 1 document", "zh": "由 {engine} 根据 1 份文档撰写"},
    "written_many": {"en": "Written by {engine} from {count} documents", "zh": "由 {engine} 根据 {count} 份文档撰写"},
    "verified": {"en": "Verified by staff, {day}", "zh": "经员工核实，{day}"},
    "sources": {"en": "Sources", "zh": "出处"},
    "nearest": {"en": "What comes nearest", "zh": "相近的内容"},
    "open_document": {"en": "Open document", "zh": "打开文档"},
    "new_tab": {"en": "(opens in a new tab)", "zh": "（在新标签页中打开）"},
    "close": {"en": "Close", "zh": "关闭"},
    "way_mail": {"en": "Write to {way}", "zh": "发邮件至 {way}"},
    "way_phone": {"en": "Call {way}", "zh": "拨打 {way}"},
    "way_page": {"en": "Visit {way}", "zh": "访问 {way}"},
    # a person of the team
    "with_team": {"en": "You are talking to the team", "zh": "正在由人工为您服务"},
    "our_team": {"en": "Our team", "zh": "人工客服"},
    "team_said": {"en": "Our team:", "zh": "人工客服："},
    # connection
    "connection_lost": {"en": "Connection lost. Trying again…", "zh": "连接已断开，正在重试…"},
    "connection_back": {"en": "Connected again.", "zh": "连接已恢复。"},
    "not_loaded": {
        "en": "The conversation could not be loaded. Try again.",
        "zh": "对话未能加载，请重试。",
    },
    # a document's page
    "document_gone": {
        "en": "This document is no longer available.",
        "zh": "这份文档已不可用。",
    },
    "document_changed": {
        "en": "This document has changed since that answer.",
        "zh": "这份文档在那条回答之后已更新。",
    },
    "document_version": {"en": "version {n}", "zh": "第 {n} 版"},
    "document_pages_one": {"en": "1 page", "zh": "共 1 页"},
    "document_pages_many": {"en": "{count} pages", "zh": "共 {count} 页"},
    "document_part": {"en": "Part {n} of {count}", "zh": "第 {n} 部分，共 {count} 部分"},
    "document_parts": {"en": "Parts of this document", "zh": "文档各部分"},
    "part_before": {"en": "Previous part", "zh": "上一部分"},
    "part_after": {"en": "Next part", "zh": "下一部分"},
    "document_original": {"en": "Download the original", "zh": "下载原文件"},
    "table": {"en": "Table", "zh": "表格"},
    "to_passage": {"en": "To the quoted passage", "zh": "跳到引用内容"},
    "back_to_chat": {"en": "Back to the conversation", "zh": "返回对话"},
    "back_to_staff": {"en": "Back to the staff area", "zh": "返回员工区"},
    "other_language": {"en": "中文", "zh": "English"},
    "other_language_hint": {"en": "以中文显示页面", "zh": "Show this page in English"},
    # what is kept of the customer
    "me": {"en": "Your preferences", "zh": "您的偏好"},
    "me_records": {"en": "Your data", "zh": "您的记录"},
    "me_kept": {
        "en": "Nothing is remembered of you but the conversations in this browser.",
        "zh": "除了此浏览器里的对话，我们不会记住您的其他信息。",
    },
    "me_ask_label": {"en": "Remember what you like?", "zh": "记住您的喜好？"},
    "me_ask": {
        "en": "May we remember in this browser which products you like, so that we can advise you better next time? "
        "You can see and erase it at any time.",
        "zh": "可以让我们在此浏览器中记住您喜欢的商品，以便下次更好地为您推荐吗？您可以随时查看和删除。",
    },
    "me_yes": {"en": "Yes, remember", "zh": "可以"},
    "me_no": {"en": "No", "zh": "不用了"},
    "me_agreed": {"en": "We will remember. See “Your preferences”.", "zh": "好的，我们会记住，可在“您的偏好”中查看。"},
    "me_refused": {"en": "Nothing is remembered.", "zh": "好的，不会记住任何内容。"},
    "me_off": {
        "en": "Nothing is remembered: what you like or look at is forgotten with each conversation.",
        "zh": "目前不会记住任何内容，您喜欢或看过的商品只用于当前对话。",
    },
    "me_what": {
        "en": "If you agree, we keep which products you liked, did not want, looked at or bought, to advise you better "
        "next time. Nothing else, and nobody else sees it. You can erase it here.",
        "zh": "如果您同意，我们会记录您喜欢、不想要、看过或买过的商品，以便下次更好地推荐。"
        "不会记录其他内容，也不会给其他人看。您可以在这里随时删除。",
    },
    "me_agree": {"en": "Remember what I like", "zh": "记住我的喜好"},
    "me_remembered": {"en": "This is what we remember of you.", "zh": "以下是我们记住的内容。"},
    "me_nothing": {"en": "Nothing yet.", "zh": "暂无内容。"},
    "me_known": {
        "en": "{company} has told us that you are {customer}.",
        "zh": "{company}告诉我们您是 {customer}。",
    },
    "me_leave": {"en": "Sign out here", "zh": "在此退出"},
    "me_forget": {"en": "Forget this", "zh": "忘记此项"},
    "me_forget_one": {"en": "Forget {title}", "zh": "忘记{title}"},
    "me_erase": {"en": "Erase all of it", "zh": "清除这些内容"},
    "me_stop": {"en": "Erase it and stop remembering", "zh": "删除并不再记住"},
    "me_all": {"en": "Everything from this browser", "zh": "此浏览器的全部记录"},
    "me_all_what": {
        "en": "Your conversations, the requests you sent to our team from here, and what is remembered. A single "
        "conversation that you delete in the list leaves its request with the team.",
        "zh": "包括您的对话、从此浏览器提交给我们的请求以及已记住的内容。"
        "如果只在列表里删除单个对话，已提交的请求仍会保留。",
    },
    "me_all_forget": {"en": "Delete everything", "zh": "全部删除"},
    "me_all_sure": {
        "en": "All your conversations, and your requests to our team with them, will be deleted for good. "
        "A request that is still being worked on will not be answered.",
        "zh": "您的所有对话及提交的请求都将被永久删除，尚在处理的请求将不再得到回复。",
    },
    "me_all_done": {"en": "Everything was deleted.", "zh": "已全部删除。"},
    "me_did_like": {"en": "you liked it", "zh": "您喜欢"},
    "me_did_reject": {"en": "not what you wanted", "zh": "您不想要"},
    "me_did_choose": {"en": "you chose it", "zh": "您选择过"},
    "me_did_purchase": {"en": "you bought it", "zh": "您买过"},
    "me_did_cart": {"en": "you put it in your basket", "zh": "您加入过购物车"},
    "me_did_looked": {"en": "you looked at it", "zh": "您看过"},
}
