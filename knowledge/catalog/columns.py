"""Which column of a file is which field of a product, by its name in English or Chinese.

A column that is no field is a further attribute, under its own name; '' leaves a column out.
"""

import re
from collections.abc import Iterable

ATTRIBUTE = "attribute"
IGNORED = ""
PRICES_IN = "= currency"  # in a mapping, in the place of a column: the currency of prices that name none

# The fields that a column may be, each with the names it goes by. Some are only steps on the way to a product's field.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "sku", "product id", "item id", "article number", "article", "item number", "asin", "code", "商品编号",
           "编号", "货号", "商品id", "产品编号", "产品id", "商品编码", "编码"),
    "title": ("title", "name", "product name", "product title", "item name", "product", "标题", "名称", "商品名称",
              "商品名", "产品名称", "品名", "商品标题"),
    "title_zh": ("title zh", "title cn", "name zh", "chinese title", "chinese name", "中文名称", "中文标题", "中文名"),
    "description": ("description", "body", "text", "details", "long description", "product description", "summary",
                    "product highlight", "描述", "商品描述", "产品描述", "说明", "详情", "商品详情", "简介"),
    "description_zh": ("description zh", "description cn", "chinese description", "中文描述", "中文说明"),
    "brand": ("brand", "manufacturer", "maker", "vendor", "make", "品牌", "厂商", "制造商", "牌子"),
    "category": ("category", "categories", "category path", "product type", "google product category", "department",
                 "分类", "类别", "类目", "品类", "商品分类", "商品类别", "产品分类", "目录"),
    "category_zh": ("category zh", "category cn", "chinese category", "中文分类", "中文类别"),
    "price": ("price", "unit price", "retail price", "list price", "amount", "价格", "单价", "售价", "零售价",
              "商品价格", "标价"),
    "sale_price": ("sale price", "special price", "discount price", "offer price", "促销价", "特价", "优惠价",
                   "折扣价"),
    "currency": ("currency", "price currency", "currency code", "币种", "货币", "币别"),
    "stock": ("stock", "quantity", "qty", "inventory", "stock quantity", "in stock", "on hand", "库存", "库存量",
              "库存数量", "数量", "现货"),
    "availability": ("availability", "available", "stock status", "可售状态", "供货状态", "库存状态", "是否有货"),
    "rating": ("rating", "stars", "average rating", "review score", "product rating", "评分", "星级", "平均评分",
               "评价"),
    "ratings": ("ratings", "rating count", "reviews", "review count", "number of reviews", "number of ratings",
                "评价数", "评论数", "评分人数", "评价数量"),
    "colour": ("colour", "color", "product colour", "product color", "颜色", "色彩"),
    "size": ("size", "sizes", "尺码", "尺寸", "规格", "大小"),
    "material": ("material", "fabric", "materials", "材质", "材料", "面料"),
    "model": ("model", "mpn", "model number", "part number", "manufacturer part number", "型号", "厂商型号"),
    "gtin": ("gtin", "ean", "upc", "isbn", "barcode", "条码", "条形码"),
    "image": ("image", "image link", "image url", "picture", "photo", "img", "thumbnail", "图片", "图片链接",
              "图片地址", "主图", "商品图片"),
    "link": ("link", "url", "page", "product url", "page link", "product link", "product page", "链接", "网址",
             "商品链接", "商品网址", "页面链接"),
    "attributes": ("attributes", "features", "specs", "specifications", "properties", "product detail", "属性",
                   "规格参数", "参数", "特性"),
}  # fmt: skip
FIELDS = tuple(NAMES)
# What else a column of pieces may be called: 'Qty in stock', 'Stock level', '剩余库存', '可售数量'.
_PIECES = re.compile(
    r"(?=.*\b(?:stock|qty|quantity|inventory)\b)(?:\b(?:stock|qty|quantity|inventory|level|count|units|pieces|pcs|items"
    r"|number|no|of|in|on|at|hand|available|current|currently|free|left|remaining|total|warehouse|shop|store)\b\s*)+"
    r"|(?:商品|产品|剩余|现有|可用|可售|当前|目前|实时|实际|在库|仓库|门店|总)*(?:库存|存货)(?:数量?|量|件数|余量|总量|总数)?"
    r"|(?:剩余|现有|可用|可售|当前|在库|在售)(?:数量?|量|件数)|余量"
)
# What feeds carry that helps nobody to choose.
_USELESS = frozenset(
    [
        "shipping",
        "tax",
        "adult",
        "identifier exists",
        "item group id",
        "custom label 0",
        "additional image link",
        "guid",
        "pub date",
        "pubdate",
        "updated",
    ]
)

_UNIT = re.compile(r"\s*[(\[（【]\s*([^)\]）】]{1,12})\s*[)\]）】]\s*$")
_LETTERS = re.compile(r"[^\w]+|_+", re.UNICODE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def normal(name: str) -> str:
    """A column's name without case, marks and unit: 'Image_Link' and 'imageLink' become 'image link'."""
    name = name.partition(":")[2] if re.match(r"[a-z]{1,2}:", name) else name  # 'g:price'
    return " ".join(_LETTERS.sub(" ", _CAMEL.sub(" ", name)).lower().split())


def unit_of(name: str) -> tuple[str, str]:
    """A column's name without and with its unit: 'Memory (GB)' becomes ('Memory', 'GB')."""
    found = _UNIT.search(name)
    return (name[: found.start()], found[1].strip()) if found and found.start() else (name, "")


def guess(columns: Iterable[str]) -> dict[str, str]:
    """What each column means: a key of NAMES, 'attribute', or '' for what is left out. Each field is given once."""
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    names = {column: normal(unit_of(column)[0]) for column in columns}
    for rank in range(max(map(len, NAMES.values()))):  # the plainer name wins: 'title' before 'product'
        for column, name in names.items():
            for field, known in NAMES.items():
                if column not in mapping and field not in taken and rank < len(known) and known[rank] == name:
                    mapping[column] = field
                    taken.add(field)
    if "stock" not in taken:
        pieces = (column for column, name in names.items() if column not in mapping and _PIECES.fullmatch(name))
        mapping.update(dict.fromkeys([*pieces][:1], "stock"))
    for column, name in names.items():
        mapping.setdefault(column, IGNORED if name in _USELESS or not name else ATTRIBUTE)
    return {column: mapping[column] for column in names}
