"""Words of the settings section of the staff area."""

STRINGS: dict[str, dict[str, str]] = {
    "settings_note": {
        "en": "What customers see of your company, and how careful the assistant is. Changes show at once.",
        "zh": "客户看到的公司信息，以及助手的谨慎程度。更改立即生效。",
    },
    "settings_read": {
        "en": "You may read the settings. Only admins change them; ask one of your admins.",
        "zh": "您可以查看设置。只有管理员可以更改，请联系管理员。",
    },
    "group_company": {"en": "Company", "zh": "公司"},
    "group_note_company": {
        "en": "In both languages; a visitor sees the one they read.",
        "zh": "请填写两种语言，访客会看到自己使用的语言。",
    },
    "set_company": {"en": "Company name", "zh": "公司名称"},
    "set_note_company": {"en": "In the header and the greeting.", "zh": "显示在页眉和欢迎语中。"},
    "set_contact": {"en": "Way to reach a person", "zh": "人工联系方式"},
    "set_note_contact": {
        "en": "Shown when no answer is found. E-mail addresses, phone numbers and web addresses become links.",
        "zh": "没有找到答案时显示。邮箱、电话和网址会自动变成链接。",
    },
    "group_welcome": {"en": "First view", "zh": "首页"},
    "group_note_welcome": {
        "en": "What a new visitor sees before the first question.",
        "zh": "新访客提问之前看到的内容。",
    },
    "set_greeting": {"en": "Greeting", "zh": "欢迎语"},
    "set_note_greeting": {"en": "Empty: the page's own words.", "zh": "留空则使用页面默认的欢迎语。"},
    "set_starters": {"en": "Starter questions", "zh": "开场问题"},
    "set_note_starters": {
        "en": "One per line, at most six. Empty: the assistant finds some in your documents, shown here in grey.",
        "zh": "每行一个，最多六个。留空时由助手从文档中挑选（以灰色显示）。",
    },
    "group_model": {"en": "For a language model", "zh": "语言模型"},
    "group_note_model": {
        "en": "Followed by a model that writes answers. Answers quoted from documents are not changed by it.",
        "zh": "由撰写回答的模型遵循。直接引用文档的回答不受影响。",
    },
    "set_tone": {"en": "Tone", "zh": "语气"},
    "set_note_tone": {"en": "For example: friendly and brief, no jargon.", "zh": "例如：亲切、简短，不用行话。"},
    "set_rules": {"en": "House rules", "zh": "内部规则"},
    "set_note_rules": {
        "en": "One per line. For example: never promise a delivery date.",
        "zh": "每行一条。例如：不要承诺具体送达日期。",
    },
    "group_answers": {"en": "Answers", "zh": "回答"},
    "set_refusal": {"en": "When to say “I don't know”", "zh": "何时表示“没有找到”"},
    "set_note_refusal": {
        "en": "How sure the assistant must be before it answers. The middle is the calibrated point.",
        "zh": "助手需要有多大把握才回答。中间位置是校准值。",
    },
    "answers_more": {"en": "Answers more", "zh": "多回答"},
    "refuses_more": {"en": "Refuses more", "zh": "多谨慎"},
    "level_0": {
        "en": "Answers nearly everything, also where the documents say little. More answers will be wrong.",
        "zh": "几乎有问必答，即使资料很少。错误回答会增多。",
    },
    "level_1": {
        "en": "Answers more. Some answers rest on passages that only come near the question.",
        "zh": "回答较多，部分回答所依据的段落只是接近问题。",
    },
    "level_2": {
        "en": "Calibrated: wrong answers and needless refusals are in balance.",
        "zh": "校准值：错误回答与不必要的拒答之间取得平衡。",
    },
    "level_3": {
        "en": "Refuses more. Answers are safer, and more customers are pointed to a person.",
        "zh": "更谨慎。回答更可靠，但会有更多客户被引导至人工。",
    },
    "level_4": {
        "en": "Answers only when nearly certain. Many questions are pointed to a person.",
        "zh": "只在几乎确定时回答，许多问题会被引导至人工。",
    },
    "group_look": {"en": "Look", "zh": "外观"},
    "set_accent": {"en": "Accent colour", "zh": "强调色"},
    "set_note_accent": {
        "en": "For buttons and links. Where it would be hard to read, a darker or lighter shade of it is used.",
        "zh": "用于按钮和链接。在不易辨认的地方会自动使用更深或更浅的色调。",
    },
    "group_customers": {"en": "Customers", "zh": "客户"},
    "set_downloads": {"en": "Customers may download original files", "zh": "允许客户下载原始文件"},
    "set_note_downloads": {
        "en": "Only of documents that everyone may see. Without it they read the extracted text.",
        "zh": "仅限对所有人可见的文档。关闭时客户只能阅读提取的文字。",
    },
    "to_default": {"en": "Back to default", "zh": "恢复默认"},
    "unsaved_changes": {"en": "Not saved yet:", "zh": "尚未保存："},
    "discard": {"en": "Discard", "zh": "放弃"},
    "nothing_changed": {"en": "Nothing was changed.", "zh": "没有任何更改。"},
    "settings_saved": {"en": "Saved: {names}.", "zh": "已保存：{names}。"},
    "group_logo": {"en": "Logo", "zh": "标志"},
    "logo_alt": {"en": "The present logo", "zh": "当前标志"},
    "logo_note": {
        "en": "PNG, JPEG, WebP or SVG, at most {limit}. Square pictures look best.",
        "zh": "PNG、JPEG、WebP 或 SVG，不超过 {limit}，建议使用方形图片。",
    },
    "choose_logo": {"en": "Choose a picture", "zh": "选择图片"},
    "remove_logo": {"en": "Remove the logo", "zh": "移除标志"},
    "logo_saved": {"en": "The logo was saved.", "zh": "标志已保存。"},
    "logo_removed": {"en": "The logo was removed.", "zh": "标志已移除。"},
    "group_samples": {"en": "Sample company", "zh": "示例公司"},
    "samples_note": {
        "en": "{count} documents of a made-up company, to try things with. Remove them before customers come.",
        "zh": "共有 {count} 份虚构公司的文档，供试用。正式开放前请移除。",
    },
    "remove_samples": {"en": "Remove the sample company", "zh": "移除示例公司"},
    "remove_samples_question": {
        "en": "Remove all {count} documents of the sample company? Your own documents stay. This cannot be undone.",
        "zh": "移除示例公司的全部 {count} 份文档？您自己的文档会保留。此操作无法撤销。",
    },
    "remove_samples_yes": {"en": "Remove the samples", "zh": "移除示例"},
    "samples_removed": {
        "en": "The sample company was removed. Its name and contact went with it: give your own above.",
        "zh": "示例公司已移除，它的名称和联系方式也一并清除，请在上方填写贵公司的信息。",
    },
}
