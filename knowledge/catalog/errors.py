"""What can be wrong with a catalog file or a row of it: a sentence for each that says what to do, in both languages."""

from knowledge.errors import KnowledgeError

SENTENCES: dict[str, dict[str, str]] = {
    "unsupported": {
        "en": "This is no catalog file that can be read. Give CSV, TSV, XLSX, JSON, JSONL or a product feed (XML).",
        "zh": "无法读取这种商品文件。请使用 CSV、TSV、XLSX、JSON、JSONL 或商品数据源（XML）。",
    },
    "malformed": {
        "en": "The file is damaged or not what its name says ({detail}). Save it anew and import it again.",
        "zh": "文件已损坏，或内容与扩展名不符（{detail}）。请重新保存后再导入。",
    },
    "too_large": {
        "en": "The file is larger than {limit}. Split it, or ask the operator to raise the limit.",
        "zh": "文件超过 {limit}，请拆分文件，或请管理员提高上限。",
    },
    "no_rows": {
        "en": "The file has no products. Check that its first row names the columns.",
        "zh": "文件中没有商品。请检查第一行是否为列名。",
    },
    "no_title_column": {
        "en": "No column holds the title. Say which one does; the columns are: {columns}.",
        "zh": "没有找到商品名称所在的列，请指定。现有的列：{columns}。",
    },
    "nothing_usable": {
        "en": "No row could be imported, so the catalog stays as it was. The first reason: row {row}: {reason}",
        "zh": "没有一行可以导入，商品目录保持不变。第一个原因：第 {row} 行：{reason}",
    },
    "busy": {
        "en": "Another import is under way. Wait until it is done, then try again.",
        "zh": "另一次导入正在进行，请等它完成后再试。",
    },
    "embedding": {"en": "The products could not be embedded. {detail}", "zh": "无法生成商品向量。{detail}"},
    "storage": {
        "en": "The products could not be stored ({detail}). Free some disk space, then import again.",
        "zh": "商品无法保存（{detail}）。请清理磁盘空间后重新导入。",
    },
    "cancelled": {"en": "The import was stopped; nothing was changed.", "zh": "导入已停止，未作任何更改。"},
    # of one row
    "no_title": {"en": "The title is missing.", "zh": "缺少商品名称。"},
    "no_id": {"en": "The product number (id) is missing.", "zh": "缺少商品编号。"},
    "id_too_long": {"en": "The id is longer than {limit} characters.", "zh": "商品编号超过 {limit} 个字符。"},
    "duplicate": {"en": "The id '{id}' stands in row {first} already.", "zh": "编号“{id}”与第 {first} 行重复。"},
    "bad_price": {
        "en": "'{value}' is no price. Write a number, with or without a currency: 49.90 EUR.",
        "zh": "“{value}”不是价格。请填写数字，可带货币，例如 299 CNY。",
    },
    "bad_stock": {
        "en": "'{value}' is no stock. Write a number of pieces, 'in stock' or 'out of stock'.",
        "zh": "“{value}”不是库存。请填写件数、“有货”或“缺货”。",
    },
    "bad_rating": {
        "en": "'{value}' is no rating from 0 to 5.",
        "zh": "“{value}”不是 0 到 5 的评分。",
    },
    "bad_number": {"en": "'{value}' in column '{column}' is no number.", "zh": "“{column}”列中的“{value}”不是数字。"},
    "bad_link": {
        "en": "'{value}' is no web address. It should begin with https://.",
        "zh": "“{value}”不是网址，应以 https:// 开头。",
    },
    "bad_row": {"en": "The row cannot be read ({detail}).", "zh": "该行无法读取（{detail}）。"},
}


class CatalogError(KnowledgeError):
    """Any failure of the catalog; `code` is a key of this module's SENTENCES and `str()` its English sentence."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        Exception.__init__(self, sentence(code, details))


def sentence(code: str, details: dict[str, str] | None = None, language: str = "en") -> str:
    """The sentence for a person, in 'en' or 'zh'."""
    return SENTENCES[code]["zh" if language == "zh" else "en"].format(**(details or {}))
