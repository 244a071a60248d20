"""What can go wrong with a document, each with a sentence that says what to do, in English and Chinese."""

SENTENCES: dict[str, dict[str, str]] = {
    "empty": {"en": "The file is empty. Upload it again with content.", "zh": "文件是空的，请重新上传有内容的文件。"},
    "encrypted": {
        "en": "The file is protected by a password. Save it without one and upload it again.",
        "zh": "文件受密码保护，请取消密码后重新上传。",
    },
    "malformed": {
        "en": "The file is damaged and cannot be read. Open it in its program, save it anew and upload it again.",
        "zh": "文件已损坏，无法读取。请用原程序打开、另存后重新上传。",
    },
    "unsupported": {
        "en": "This kind of file cannot be read. Supported: {supported}.",
        "zh": "不支持这种文件。支持的格式：{supported}。",
    },
    "no_text": {
        "en": "No text found in the file. If it is a scan or picture, upload a clearer one or a version with text.",
        "zh": "文件中没有找到文字。如果是扫描件或图片，请上传更清晰的或带文字的版本。",
    },
    "encoding": {
        "en": "The character encoding of the text cannot be told for certain. Save it as UTF-8 and upload it again.",
        "zh": "无法确定文字编码，请另存为 UTF-8 后重新上传。",
    },
    "too_large": {
        "en": "The file is larger than {limit}. Split it, or ask the operator to raise the limit.",
        "zh": "文件超过 {limit}，请拆分文件，或请管理员提高上限。",
    },
    "unpacks_too_large": {
        "en": "The file unpacks to more than {limit}. Split it and upload the parts.",
        "zh": "文件解压后超过 {limit}，请拆分后分别上传。",
    },
    "too_many_pages": {
        "en": "The document has more than {limit} pages. Split it and upload the parts.",
        "zh": "文档超过 {limit} 页，请拆分后分别上传。",
    },
    "too_slow": {
        "en": "Reading the file took longer than {limit} seconds and was stopped. Split or simplify it.",
        "zh": "读取文件超过 {limit} 秒，已停止。请拆分或简化文件。",
    },
    "too_much_memory": {
        "en": "Reading the file needed more memory than is allowed and was stopped. Split or simplify it.",
        "zh": "读取文件占用内存过多，已停止。请拆分或简化文件。",
    },
    "crashed": {
        "en": "Reading the file failed. Save it in another format, such as PDF, and upload it again.",
        "zh": "读取文件失败，请另存为其他格式（如 PDF）后重新上传。",
    },
    "storage": {
        "en": "The document could not be stored ({detail}). Free some disk space, then press Retry.",
        "zh": "文档无法保存（{detail}）。请清理磁盘空间后重试。",
    },
    "embedding": {
        "en": "The passages could not be embedded. {detail}",
        "zh": "无法生成向量。{detail}",
    },
    "missing": {
        "en": "There is no file at that path. Check the path and try again.",
        "zh": "该路径下没有文件，请检查路径后重试。",
    },
    "cancelled": {"en": "The upload was cancelled.", "zh": "上传已取消。"},
}


class KnowledgeError(Exception):
    """Any failure of this package; `code` is a key of SENTENCES and `str()` its English sentence."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        super().__init__(sentence(code, details))


class UnreadableFile(KnowledgeError):
    """A file that no text can be taken from, with the reason."""


class DocumentNotFound(KnowledgeError, LookupError):
    """No document has that id."""


def sentence(code: str, details: dict[str, str] | None = None, language: str = "en") -> str:
    """The sentence for a person, in 'en' or 'zh'."""
    return SENTENCES[code]["zh" if language == "zh" else "en"].format(**(details or {}))


SENTENCES["not_found"] = {
    "en": "There is no document '{id}'. List them with `python -m assistant documents list`.",
    "zh": "没有文档“{id}”。",
}

SENTENCES |= {
    "unsafe": {
        "en": "The file holds instructions that no honest program writes, and was not opened. Save it anew and retry.",
        "zh": "文件含有异常指令，出于安全考虑未打开。请用原程序另存后重新上传。",
    },
    "too_many_files": {
        "en": "The archive holds more than {limit} files. Split it and upload the parts.",
        "zh": "压缩包中的文件超过 {limit} 个，请拆分后分别上传。",
    },
    "nested_too_deep": {
        "en": "Archives inside archives are read to a depth of {limit}. Unpack the inner ones and upload them.",
        "zh": "压缩包最多读取 {limit} 层嵌套，请将内层解压后上传。",
    },
    "missing": {
        "en": "The file cannot be found or opened. Check that it is still there and that it may be read.",
        "zh": "找不到或无法打开文件，请检查文件是否存在、是否允许读取。",
    },
}
