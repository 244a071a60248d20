"""The figures of the sample company: each stands here once, and the documents in both languages take it from here."""

from dataclasses import dataclass

Text = tuple[str, str]  # the English and the Chinese form


@dataclass(frozen=True)
class Delivery:
    """A destination; costs carry their currency, times are working days from dispatch."""

    place: Text
    standard_cost: str
    standard_time: Text
    express_cost: str
    express_time: Text
    free_from: str


@dataclass(frozen=True)
class Product:
    """An article of the price list; prices include VAT."""

    number: str
    name: Text
    category: Text
    euros: float
    yuan: int
    weight: str
    warranty_years: int
    note: Text


@dataclass(frozen=True)
class Part:
    """A spare part and the article it fits."""

    number: str
    name: str
    fits: str
    euros: float
    note: str


def _days(span: str) -> Text:
    return f"{span} working days", f"{span} 个工作日"


DELIVERIES = {
    "ireland": Delivery(
        ("Ireland", "爱尔兰"), "€4.90", _days("1–2"), "€9.90", ("next working day", "下一个工作日"), "€60"
    ),
    "uk": Delivery(("United Kingdom", "英国"), "€8.90", _days("3–5"), "€19.90", _days("2"), "€120"),
    "germany": Delivery(("Germany", "德国"), "€7.90", _days("3–4"), "€16.90", _days("2"), "€90"),
    "spain": Delivery(("Spain", "西班牙"), "€9.90", _days("4–6"), "€18.90", _days("2–3"), "€100"),
    "eu": Delivery(
        ("Other countries of the European Union", "欧盟其他国家"), "€10.90", _days("5–7"), "€21.90", _days("3"), "€110"
    ),
    "us": Delivery(("United States", "美国"), "€24.90", _days("7–10"), "€44.90", _days("4"), "€250"),
    "jiangzhehu": Delivery(
        ("Shanghai, Jiangsu and Zhejiang", "上海、江苏、浙江"),
        "¥8",
        ("1–2 days", "1–2 天"),
        "¥20",
        ("next day", "次日达"),
        "¥199",
    ),
    "mainland": Delivery(
        ("Rest of the Chinese mainland", "中国大陆其他地区（含新疆、西藏）"),
        "¥12",
        ("3–5 days", "3–5 天"),
        "¥28",
        ("2 days", "2 天"),
        "¥299",
    ),
    "hongkong": Delivery(
        ("Hong Kong, Macao and Taiwan", "港澳台地区"), "¥45", ("4–6 days", "4–6 天"), "¥88", ("3 days", "3 天"), "¥800"
    ),
}

_TENTS: Text = ("Tents", "帐篷")
_SLEEPING: Text = ("Sleeping", "睡眠装备")
_PACKS: Text = ("Backpacks", "背包")
_CLOTHING: Text = ("Clothing and boots", "服装鞋靴")
_KITCHEN: Text = ("Kitchen", "厨具")
_HOME: Text = ("Home", "家居")
_LIGHT: Text = ("Light and power", "照明与电源")

PRODUCTS = (
    Product("LF-T201", ("Skylark 2 tent", "云雀 2 双人帐篷"), _TENTS, 289, 2199, "2.1 kg", 3, ("two persons", "双人")),
    Product(
        "LF-T402",
        ("Fellhouse 4 family tent", "岭居 4 家庭帐篷"),
        _TENTS,
        449,
        3399,
        "7.8 kg",
        3,
        ("four persons", "四人"),
    ),
    Product(
        "LF-S105",
        ("Hollow 5 down sleeping bag", "山坳 5 羽绒睡袋"),
        _SLEEPING,
        179,
        1399,
        "0.9 kg",
        3,
        ("comfort down to 5 °C", "舒适温度 5 °C"),
    ),
    Product(
        "LF-S110",
        ("Hollow Winter down sleeping bag", "山坳冬季羽绒睡袋"),
        _SLEEPING,
        239,
        1799,
        "1.2 kg",
        3,
        ("comfort down to −5 °C", "舒适温度 −5 °C"),
    ),
    Product(
        "LF-M301", ("Heron sleeping mat", "苍鹭充气睡垫"), _SLEEPING, 79, 599, "0.6 kg", 3, ("R-value 4.2", "R 值 4.2")
    ),
    Product(
        "LF-B235", ("Packhorse 35 backpack", "驮马 35 升背包"), _PACKS, 129, 999, "1.1 kg", 10, ("35 litres", "35 升")
    ),
    Product(
        "LF-B260", ("Packhorse 60 backpack", "驮马 60 升背包"), _PACKS, 189, 1399, "1.7 kg", 10, ("60 litres", "60 升")
    ),
    Product(
        "LF-J101",
        ("Drizzle rain jacket", "细雨冲锋衣"),
        _CLOTHING,
        149,
        1099,
        "0.38 kg",
        3,
        ("sizes XS–XXL", "XS–XXL 码"),
    ),
    Product(
        "LF-F120",
        ("Tarn merino base layer", "山湖美利奴打底衫"),
        _CLOTHING,
        69,
        499,
        "0.2 kg",
        3,
        ("sizes XS–XXL", "XS–XXL 码"),
    ),
    Product(
        "LF-F210",
        ("Scree leather boots", "碎石坡皮靴"),
        _CLOTHING,
        199,
        1499,
        "1.3 kg",
        3,
        ("EU sizes 36–48", "欧码 36–48"),
    ),
    Product(
        "LF-C201",
        ("Peat gas stove", "泥炭燃气炉"),
        _KITCHEN,
        59,
        429,
        "0.25 kg",
        3,
        ("screw-thread canisters", "螺纹接口气罐"),
    ),
    Product(
        "LF-C310", ("Hearth cast-iron skillet", "炉边铸铁煎锅"), _KITCHEN, 64, 468, "2.4 kg", 25, ("26 cm", "26 厘米")
    ),
    Product(
        "LF-C320", ("Hearth Dutch oven", "炉边铸铁炖锅"), _KITCHEN, 119, 868, "5.2 kg", 25, ("4.5 litres", "4.5 升")
    ),
    Product("LF-K101", ("Bracken enamel mug", "蕨叶搪瓷杯"), _KITCHEN, 12.5, 89, "0.14 kg", 3, ("350 ml", "350 毫升")),
    Product(
        "LF-K205", ("Oak chopping board", "橡木砧板"), _KITCHEN, 38, 279, "1.5 kg", 3, ("40 × 28 cm", "40 × 28 厘米")
    ),
    Product(
        "LF-H110",
        ("Drover wool blanket", "牧人羊毛毯"),
        _HOME,
        95,
        699,
        "1.4 kg",
        3,
        ("150 × 200 cm", "150 × 200 厘米"),
    ),
    Product("LF-L110", ("Ember lantern", "余烬营地灯"), _LIGHT, 49, 359, "0.3 kg", 2, ("300 lumens", "300 流明")),
    Product(
        "LF-P100", ("Beacon power bank", "烽火充电宝"), _LIGHT, 55, 399, "0.42 kg", 2, ("20,000 mAh", "20000 毫安时")
    ),
)

PARTS = (
    Part("SP-T01", "Pole segment", "Skylark 2, Fellhouse 4", 9.0, "state the tent and the segment's length"),
    Part("SP-T02", "Set of 12 tent pegs", "Skylark 2, Fellhouse 4", 14.5, "aluminium"),
    Part("SP-T03", "Groundsheet", "Skylark 2", 39.0, "215 × 130 cm"),
    Part("SP-M01", "Mat repair kit", "Heron sleeping mat", 7.5, "six patches and glue"),
    Part("SP-B01", "Hip belt buckle", "Packhorse 35, Packhorse 60", 4.5, "fits packs made since 2014"),
    Part("SP-B02", "Rain cover", "Packhorse 35, Packhorse 60", 22.0, "one size"),
    Part("SP-C01", "Stove gasket set", "Peat gas stove", 5.0, "change every two years"),
    Part("SP-C02", "Dutch oven lid", "Hearth Dutch oven", 35.0, "also works as a griddle"),
    Part("SP-L01", "USB-C charging cable", "Ember lantern, Beacon power bank", 8.0, "one metre"),
    Part("SP-F01", "Boot laces", "Scree leather boots", 6.0, "150 cm or 180 cm"),
)

VALUES = {
    # people and places
    "founded": "2009",
    "china_since": "2016",
    "employees": "46",
    "phone": "+353 20 912 0417",
    "phone_zh": "0512-0000-0417",
    "email": "help@larkfell.example",
    "email_zh": "kefu@larkfell.example",
    # orders and delivery
    "cutoff": "14:00",
    "collect_hours": "2",
    "collect_days": "7",
    "oversize_kg": "25",
    "oversize_cost": "€12",
    "oversize_cost_zh": "¥30",
    # returns
    "return_days": "60",
    "sale_return_days": "30",
    "refund_days": "5",
    "return_eu": "€5.90",
    "return_uk": "€7.90",
    "return_zh": "¥10",
    # warranty and repairs
    "warranty": "3",
    "warranty_packs": "10",
    "warranty_iron": "25",
    "warranty_light": "2",
    "claim_days": "3",
    "repair_days": "15",
    "zip_cost": "€18",
    "zip_cost_zh": "¥98",
    # payment
    "transfer_days": "7",
    "instalment_from": "€90",
    "instalment_to": "€1,000",
    "instalment_zh": "¥600",
    "invoice_days": "30",
    # loyalty
    "points_voucher": "100",
    "voucher": "€5",
    "voucher_zh": "¥40",
    "yuan_per_point": "8",
    "points_months": "24",
    "hiker": "300",
    "ranger": "800",
    "ranger_discount": "5",
    "birthday_points": "50",
    # gift cards
    "gift_from": "€10",
    "gift_to": "€500",
    "gift_from_zh": "¥100",
    "gift_to_zh": "¥3,000",
    "gift_years": "5",
    "gift_post": "€2.50",
    "gift_post_zh": "¥6",
    "gift_per_order": "5",
}


def values(language: str) -> dict[str, str]:
    """Everything a source may name in `${...}`, tables included, for 'en' or 'zh'."""
    i = 1 if language == "zh" else 0
    result = dict(VALUES)
    for key, row in DELIVERIES.items():
        result[f"{key}_cost"] = row.standard_cost
        result[f"{key}_time"] = row.standard_time[i]
        result[f"{key}_express_cost"] = row.express_cost
        result[f"{key}_express_time"] = row.express_time[i]
        result[f"{key}_free"] = row.free_from
    result["delivery_table"] = delivery_table(i)
    return result


def delivery_table(i: int) -> str:
    """The destinations as a Markdown table, in English (0) or Chinese (1)."""
    head = (
        ("Destination", "Standard delivery", "Standard time", "Express delivery", "Express time", "Free delivery from"),
        ("目的地", "标准配送运费", "标准配送时间", "加急配送运费", "加急配送时间", "满额包邮"),
    )[i]
    rows = [
        (d.place[i], d.standard_cost, d.standard_time[i], d.express_cost, d.express_time[i], d.free_from)
        for d in DELIVERIES.values()
    ]
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def price_rows(language: str) -> list[list[str | float]]:
    """The price list with its head: in euros for 'en', in yuan for 'zh'."""
    i = 1 if language == "zh" else 0
    heads: tuple[list[str | float], list[str | float]] = (
        ["Article", "Name", "Category", "Price in EUR, VAT included", "Weight", "Warranty in years", "Details"],
        ["货号", "商品名称", "分类", "价格（元，含税）", "重量", "保修（年）", "规格"],
    )
    rows: list[list[str | float]] = [heads[i]]
    for p in PRODUCTS:
        price = p.yuan if i else p.euros
        rows.append([p.number, p.name[i], p.category[i], price, p.weight, p.warranty_years, p.note[i]])
    return rows


def part_rows() -> list[list[str]]:
    """The spare parts with their head, as text."""
    head = ["Part number", "Part", "Fits", "Price in EUR", "Note"]
    return [head, *([p.number, p.name, p.fits, f"{p.euros:.2f}", p.note] for p in PARTS)]
