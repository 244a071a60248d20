"""Words of the documents section of the staff area."""

STRINGS: dict[str, dict[str, str]] = {
    "documents": {"en": "Documents", "zh": "文档"},
    "documents_note": {
        "en": "What the assistant knows. A document can be quoted in answers as soon as it is ready.",
        "zh": "助手所知道的内容。文档就绪后即可在回答中引用。",
    },
    # in
    "choose_files": {"en": "Choose files", "zh": "选择文件"},
    "upload_hint": {
        "en": "or drop files and folders anywhere on this page. PDF, Word, PowerPoint, Excel, web pages, mail, text, "
        "pictures and more, up to {limit} each.",
        "zh": "或将文件、文件夹拖到本页任意位置。支持 PDF、Word、PowerPoint、Excel、网页、邮件、文本、图片等，"
        "每个不超过 {limit}。",
    },
    "upload_for": {"en": "New documents may be quoted to", "zh": "新文档可供谁查看"},
    "visibility_all": {"en": "Seen by anyone", "zh": "不限可见范围"},
    "visibility_public": {"en": "Everyone", "zh": "所有人"},
    "visibility_staff": {"en": "Staff only", "zh": "仅员工"},
    "uploading": {"en": "Files on their way", "zh": "正在上传的文件"},
    "upload_waiting": {"en": "Waiting", "zh": "等待中"},
    "upload_done": {"en": "Received", "zh": "已收到"},
    "upload_again": {"en": "Try again", "zh": "重新上传"},
    "upload_failed": {
        "en": "The file did not arrive. Check the connection, then try again.",
        "zh": "文件没有传到，请检查网络后重试。",
    },
    "upload_large": {
        "en": "“{name}” is larger than {limit}. Split it, or ask the operator to raise the limit.",
        "zh": "“{name}”超过 {limit}，请拆分文件，或请管理员提高上限。",
    },
    "uploaded_one": {"en": "1 file received.", "zh": "已收到 1 个文件。"},
    "uploaded_many": {"en": "{count} files received.", "zh": "已收到 {count} 个文件。"},
    "upload_lost": {
        "en": "“{name}” did not arrive whole. Upload it again.",
        "zh": "“{name}”没有完整上传，请重新上传。",
    },
    "upload_refused": {"en": "“{name}”: {reason}", "zh": "“{name}”：{reason}"},
    "replace_kind": {
        "en": "“{name}” is another kind of file than “{old}”. Upload it as a new document, then delete the old one.",
        "zh": "“{name}”与“{old}”的文件类型不同。请作为新文档上传，然后删除旧文档。",
    },
    "replacing": {
        "en": "The new version of “{name}” is being read. Until it is ready, the old one answers.",
        "zh": "正在读取“{name}”的新版本，就绪之前仍使用旧版本回答。",
    },
    # the list
    "search": {"en": "Search documents", "zh": "搜索文档"},
    "search_hint": {"en": "Search by name or folder…", "zh": "按名称或文件夹搜索…"},
    "name": {"en": "Name", "zh": "名称"},
    "kind": {"en": "Kind", "zh": "类型"},
    "pages": {"en": "Pages", "zh": "页数"},
    "passages": {"en": "Passages", "zh": "段落"},
    "version": {"en": "Version", "zh": "版本"},
    "seen_by": {"en": "Seen by", "zh": "可见范围"},
    "size": {"en": "Size", "zh": "大小"},
    "changed": {"en": "Changed", "zh": "更新时间"},
    "folder": {"en": "Folder", "zh": "文件夹"},
    "sample": {"en": "sample", "zh": "示例"},
    "status_queued": {"en": "Waiting", "zh": "等待中"},
    "status_reading": {"en": "Reading", "zh": "读取中"},
    "status_embedding": {"en": "Indexing", "zh": "建立索引"},
    "status_ready": {"en": "Ready", "zh": "就绪"},
    "status_failed": {"en": "Failed", "zh": "失败"},
    "filter_moving": {"en": "Under way", "zh": "处理中"},
    "no_documents": {
        "en": "No documents yet. Drop the first ones here: price lists, terms, handbooks, answers you often give.",
        "zh": "还没有文档。请把第一批文档拖到这里：价目表、服务条款、手册、常用回复等。",
    },
    "no_document_matches": {
        "en": "No document fits this search and these filters.",
        "zh": "没有符合搜索和筛选条件的文档。",
    },
    # one document
    "extracted": {"en": "What was read from it", "zh": "读取到的内容"},
    "passage_range": {"en": "Passages {first}–{last} of {count}", "zh": "第 {first}–{last} 段，共 {count} 段"},
    "warnings": {"en": "Parts of this document could not be read:", "zh": "文档中有部分内容无法读取："},
    "older_answers": {
        "en": "Until then, the version before it goes on answering.",
        "zh": "在此之前，仍使用上一个版本回答。",
    },
    "older_answers_until": {
        "en": "The version before it answers until this one is ready.",
        "zh": "新版本就绪之前，仍使用上一个版本回答。",
    },
    "download_original": {"en": "Download original", "zh": "下载原件"},
    "replace": {"en": "Replace with a new file", "zh": "替换为新文件"},
    "failed_unknown": {
        "en": "The document could not be taken in. Press Retry, or save it in another format and upload it again.",
        "zh": "文档处理失败。请重试，或另存为其他格式后重新上传。",
    },
    "retry": {"en": "Retry", "zh": "重试"},
    "delete_question": {
        "en": "Delete “{name}”? It disappears from all answers at once. This cannot be undone; keep your own copy.",
        "zh": "删除“{name}”？它会立即从所有回答中消失，且无法恢复，请自行保留原件。",
    },
    "delete_yes": {"en": "Delete this document", "zh": "删除这份文档"},
    "deleted_name": {"en": "“{name}” was deleted.", "zh": "“{name}”已删除。"},
    "deleted_one": {"en": "1 document was deleted.", "zh": "已删除 1 份文档。"},
    "deleted_many": {"en": "{count} documents were deleted.", "zh": "已删除 {count} 份文档。"},
    "show_public": {"en": "Show to everyone", "zh": "对所有人可见"},
    "show_staff": {"en": "Show to staff only", "zh": "改为仅员工可见"},
    "shown_public_name": {"en": "“{name}” may now be quoted to everyone.", "zh": "“{name}”现在对所有人可见。"},
    "shown_public_one": {"en": "1 document may now be quoted to everyone.", "zh": "1 份文档现在对所有人可见。"},
    "shown_public_many": {
        "en": "{count} documents may now be quoted to everyone.",
        "zh": "{count} 份文档现在对所有人可见。",
    },
    "shown_staff_name": {"en": "“{name}” may now be quoted to staff only.", "zh": "“{name}”现在仅员工可见。"},
    "shown_staff_one": {"en": "1 document may now be quoted to staff only.", "zh": "1 份文档现在仅员工可见。"},
    "shown_staff_many": {
        "en": "{count} documents may now be quoted to staff only.",
        "zh": "{count} 份文档现在仅员工可见。",
    },
    "retrying_name": {"en": "“{name}” is being read again.", "zh": "正在重新读取“{name}”。"},
    "retrying_one": {"en": "1 document is being read again.", "zh": "正在重新读取 1 份文档。"},
    "retrying_many": {"en": "{count} documents are being read again.", "zh": "正在重新读取 {count} 份文档。"},
    "gone": {
        "en": "This document is no longer there. The list is up to date now.",
        "zh": "这份文档已不存在，列表已更新。",
    },
    # several at once
    "bulk": {"en": "For the ticked documents", "zh": "对所选文档"},
    "chosen_one": {"en": "{count} selected", "zh": "已选 {count} 份"},
    "chosen_many": {"en": "{count} selected", "zh": "已选 {count} 份"},
    "choose_all": {"en": "Select all on this page", "zh": "选择本页全部"},
    "choose_one": {"en": "Select {name}", "zh": "选择 {name}"},
    "clear_choice": {"en": "Clear selection", "zh": "取消选择"},
    "bulk_public_question": {
        "en": "Show the selected documents ({count}) to everyone? Customers may be given quotations from them.",
        "zh": "将所选的 {count} 份文档设为对所有人可见？客户可能会看到其中的引文。",
    },
    "bulk_staff_question": {
        "en": "Show the selected documents ({count}) to staff only? Customers get no answers from them any more.",
        "zh": "将所选的 {count} 份文档改为仅员工可见？客户将不再得到来自它们的回答。",
    },
    "bulk_retry_question": {
        "en": "Read those of the selected documents ({count}) again that have failed?",
        "zh": "重新读取所选 {count} 份文档中失败的文档？",
    },
    "bulk_delete_question": {
        "en": "Delete the selected documents ({count})? They disappear from all answers at once. This cannot be "
        "undone; keep your own copies.",
        "zh": "删除所选的 {count} 份文档？它们会立即从所有回答中消失，且无法恢复，请自行保留原件。",
    },
    "bulk_delete_yes": {"en": "Delete them ({count})", "zh": "删除（{count}）"},
}
