"""Products in an answer, and the staff area's catalog."""

STRINGS: dict[str, dict[str, str]] = {
    "conditions": {"en": "Conditions", "zh": "筛选条件"},
    "products": {"en": "Products", "zh": "商品"},
    "comparison": {"en": "Comparison", "zh": "商品对比"},
    "differs": {"en": "(differs)", "zh": "（有区别）"},
    "more_like": {"en": "More like this", "zh": "找相似"},
    "not_this": {"en": "Not this", "zh": "不要这个"},
    "say_like": {"en": "More like number {n}", "zh": "找与第{n}个类似的"},
    "say_not": {"en": "Not number {n}", "zh": "不要第{n}个"},
}
