"""Products are recommended from the catalog alone, under the customer's conditions, in words that the cards support."""

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import samples
from assistant.answers import Answer
from assistant.offers.agreement import disagreements
from assistant.skills.recommendations import Recommendations
from assistant.skills.skill import Task
from assistant.tastes.ranking import Ranked, Ranker, Reason
from assistant.understanding.message import Part, Understood
from desk.preferences import Preferences
from knowledge.catalog.catalog import Catalog
from knowledge.catalog.product import Product
from knowledge.catalog.wanting import asks_of_a_thing
from knowledge.language import detect_language
from storage.database import Base, Database
from tests.assistant.service.conftest import Desk
from tests.assistant.service.conftest import opened as desk_of
from tests.knowledge.catalog.conftest import opened_catalog
from tests.knowledge.conftest import HashingEmbedder

RANDOM_REQUESTS = 60  # the thousand are asked by `python -m benchmarks.offers`


class NoTaste:
    """Leaves every order as it is."""

    def adjust(
        self,
        scores: Mapping[str, float],
        conversation: str = "",
        *,
        request: str = "",
        categories: Mapping[str, Collection[str]] | None = None,
        named: Collection[str] = (),
    ) -> list[Ranked]:
        return [Ranked(item, score) for item, score in sorted(scores.items(), key=lambda pair: -pair[1])]

    def pinned(self, request: str) -> list[str]:
        return []

    def together(self, item: str, limit: int = 4) -> list[Ranked]:
        return []

    def for_customer(self, conversation: str, limit: int = 6) -> list[Ranked]:
        return []


class Model:
    """A language model that always writes the same."""

    name, adapter, room = "scripted", "", 0

    def __init__(self, text: str) -> None:
        self._text = text

    def stream(self, messages: Any, spent: Any = None) -> Iterator[str]:
        yield self._text


class Chat:
    """One customer's conversation with the skill alone."""

    def __init__(self, catalog: Catalog, ranking: Ranker | None = None) -> None:
        self.catalog = catalog
        self.missed: list[tuple[str, str]] = []
        self.chosen: list[str] = []
        self.skill = Recommendations(
            catalog, ranking or NoTaste(), image_hosts=["img.example"],
            missed=lambda conversation, words, blame, language: self.missed.append((words, blame)),
            chosen=lambda conversation, product: self.chosen.append(product),
        )  # fmt: skip
        self.dialog: dict[str, Any] = {}

    def says(self, text: str, engine: Any = None) -> Answer:
        language = detect_language(text)
        part = Part(text, "recommendation", 1.0, "", 0.0)
        understood = Understood(language, (part,), 0.0, 0.0, False)
        blank = Answer("", "recommendation", language, False, "embedded", "c", dialog=self.dialog)
        preferences = Preferences(company=samples.COMPANY, contact=samples.CONTACT)
        *_, last = self.skill.states(Task(part, understood, blank, (), "public", engine, preferences))
        self.dialog = last.dialog
        return last

    def ids(self, text: str) -> list[str]:
        return [product.id for product in self.says(text).products]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    with opened_catalog(Path(tmp_path_factory.mktemp("catalog")), HashingEmbedder()) as opened:
        opened.import_file(samples.CATALOG, samples.CATALOG.name, is_sample=True)
        yield opened


@pytest.fixture
def chat(catalog: Catalog) -> Chat:
    return Chat(catalog)


def test_a_request_is_narrowed_by_words_and_by_chips(chat: Chat):
    answer = chat.says("jackets under €160")
    assert {chip.label for chip in answer.chips} == {"under €160", "Jackets"}
    assert len(answer.products) > 3
    assert chat.ids("in yellow") == ["LF-J205", "LF-J510"] or set(chat.ids("in yellow")) == {"LF-J205", "LF-J510"}
    remove = next(chip.say for chip in chat.says("size L").chips if "yellow" in chip.label)
    assert "LF-J101" in chat.ids(remove)


def test_what_was_shown_is_compared_liked_and_refused(chat: Chat):
    first, second, *_ = chat.ids("旅行背包，1200 元以内的背包")
    compared = chat.says("对比前两个")
    assert [product.id for product in compared.products] == [first, second]
    assert any(row.label == "价格" and row.differs for row in compared.comparison)
    assert first not in chat.ids("不要第1个")
    similar = chat.says("more like number 1")
    assert similar.products
    assert "most like" in similar.text


def test_cheaper_is_cheaper_and_the_second_one_is_the_second(chat: Chat):
    before = chat.says("backpacks").products
    assert [product.id for product in chat.says("the second one").products] == [before[1].id]
    assert chat.chosen == [before[1].id]
    chat.says("backpacks")
    cheaper = chat.says("cheaper").products
    assert cheaper
    assert all(float(product.price) < float(before[0].price) for product in cheaper)
    chat.says("jackets")
    liked = chat.says("more like the first one").products
    prices = [float(product.price) for product in chat.says("cheaper").products]
    assert prices
    assert max(prices) < max(float(product.price) for product in liked)
    assert not chat.says("tents under 10 euros").products
    assert [chip.label for chip in chat.says("cheaper").chips] == ["under €10", "Tents", "cheapest first"]


@pytest.mark.parametrize(
    ("words", "is_of_a_thing"),
    [
        ("羽绒睡袋可以机洗吗？", True), ("Can I machine-wash the down sleeping bag?", True), ("帐篷防水吗", True),
        ("Is the tent waterproof?", True), ("羽绒服有帽子吗", True), ("How heavy is the Skylark 2?", True),
        ("Do you have a waterproof tent?", False), ("有没有防水的帐篷？", False), ("防水的背包有吗", False),
        ("你们有帐篷吗", False), ("Is there a tent for four?", False), ("Which tent is waterproof?", False),
        ("想买一个能机洗的睡袋，可以推荐吗", False), ("I want a jacket that is waterproof", False),
    ],
)  # fmt: skip
def test_what_is_so_of_a_thing_is_no_wish_for_one(words: str, is_of_a_thing: bool):
    assert asks_of_a_thing(words) is is_of_a_thing


def test_the_one_product_that_is_named_is_told_of_and_no_kind_is_a_name(chat: Chat):
    assert chat.ids("Is the Skylark 2 tent in stock?") == ["LF-T201"]
    assert chat.ids("云雀帐篷有货吗？") == ["LF-T201"]
    assert len(chat.ids("Is the tent waterproof?")) > 1
    part = Part("How heavy is the Skylark 2 tent?", "question", 1.0, "", 0.0)
    assert chat.skill.knows(part)
    for words in ("How long is the warranty?", "Does the tent come with pegs?", "Skylark 2 tent"):
        assert not chat.skill.knows(replace(part, text=words))


@pytest.mark.parametrize(
    ("turns", "text", "ids"),
    [
        (("How heavy is the Fellhouse 4?",), "Fellhouse 4 family tent: weight 7.8 kg.", ["LF-T402"]),
        (("Is the Skylark 2 in stock?", "how much is it"), "Skylark 2 tent: price €289.", ["LF-T201"]),
        (("is LF-T201 waterproof?",), "Yes, Skylark 2 tent: waterproof.", ["LF-T201"]),
        (("is the Wren 1 freestanding",), "No, Wren 1 tent: not freestanding.", ["LF-T101"]),
        (
            ("which is lighter, the Skylark 2 or the Wren 1?",),
            "Wren 1 tent is lighter: 1.2 kg. Then: Skylark 2 tent (2.1 kg).", ["LF-T101", "LF-T201"],
        ),
        (
            ("compare the Wren 1 and the Skylark 2", "which one is cheaper?"),
            "Wren 1 tent is cheaper: €219. Then: Skylark 2 tent (€289).", ["LF-T101", "LF-T201"],
        ),
        (("云雀2多少钱", "有货吗"), "云雀 2 双人帐篷：库存 14 件。", ["LF-T201"]),
        (("云雀2是什么颜色",), "云雀 2 双人帐篷：颜色 绿色。", ["LF-T201"]),
        (
            ("鹪鹩1和云雀2哪个更轻",), "更轻的是鹪鹩 1 单人帐篷：1.2 kg。其次：云雀 2 双人帐篷（2.1 kg）。",
            ["LF-T101", "LF-T201"],
        ),
    ],
)  # fmt: skip
def test_what_the_catalog_says_of_a_product_is_told_with_its_card(
    chat: Chat, turns: tuple[str, ...], text: str, ids: list[str]
):
    answers = [chat.says(turn) for turn in turns]
    assert answers[-1].text == text
    assert [product.id for product in answers[-1].products] == ids


def test_what_only_this_catalog_calls_so_is_told_too_and_which_product_is_asked_where_that_is_open(tmp_path: Path):
    file = tmp_path / "coats.csv"
    file.write_text(
        "id,title,title_zh,Fill power / 充绒量 (cuin),Zip type,capacity\n"
        "A1,Alto parka,阿尔托大衣,800,two-way,\nA2,Corda vest,科尔达背心,650,plain,\n", "utf-8"
    )  # fmt: skip
    with opened_catalog(tmp_path, HashingEmbedder()) as opened:
        opened.import_file(file, file.name)
        chat = Chat(opened)
        which = chat.says("What is its fill power?")
        assert (which.text[:26], which.products) == ("Which product do you mean?", ())
        assert chat.says("the Alto parka").text == "Alto parka: fill power 800 cuin."
        assert chat.says("and its zip type?").text == "Alto parka: zip type two-way."
        assert chat.says("科尔达背心的充绒量是多少").text == "科尔达背心：充绒量 650 cuin。"
        assert [row.label for row in chat.says("对比阿尔托大衣和科尔达背心").comparison][:1] == ["充绒量"]


def test_a_question_about_a_product_is_for_the_catalog_where_it_knows_and_else_for_the_documents(chat: Chat):
    def routed(text: str, route: str = "question") -> list[tuple[str, str]]:
        part = Part(text, route, 0.9, "", 0.0)  # type: ignore[arg-type]
        understood = Understood(detect_language(text), (part,), 0.0, 0.0, False)
        parts = chat.skill.parts(understood, chat.dialog, text)
        if parts[0].route == "question":
            chat.dialog = chat.skill.aside(Understood("en", parts, 0.0, 0.0, False), chat.dialog)
        return [(part.route, part.text) for part in parts]

    assert routed("How much is the Skylark 2?") == [("recommendation", "How much is the Skylark 2?")]
    delivery = "How much is delivery for the Skylark 2 to Germany?"
    assert routed(delivery) == [("question", delivery)]
    assert routed("can it be repaired?") == [("question", "can Skylark 2 tent be repaired?")]
    assert routed("what's its weight", "recommendation") == [("recommendation", "what's its weight")]
    assert routed("Where is your shop?") == [("question", "Where is your shop?")]
    assert routed("what's its weight") == [("recommendation", "what's its weight")]  # of what? that is asked
    assert routed("云雀岭在哪里？") == [("question", "云雀岭在哪里？")]  # the company, no tent
    assert "focus" not in chat.dialog.get("catalog", {}) or chat.dialog["catalog"]["is_aside"]


def test_where_nothing_is_called_so_what_fulfils_the_rest_is_shown_as_only_that(chat: Chat):
    answer = chat.says("do you sell kayaks under €100")
    assert answer.text.startswith("Nothing of ours is called “kayaks”. Of what fits the rest (under €100), ")
    assert answer.products
    assert all(float(product.price) < 100 for product in answer.products)
    assert [words for words, _ in chat.missed] == ["kayaks"]


def test_whom_a_present_is_for_is_not_what_is_looked_for(chat: Chat):
    text = chat.says("looking for a present for my dad who likes hiking, around €60").text
    assert "“hiking” (at least €48, up to €72)" in text
    assert "“露营”" in chat.says("送女朋友的生日礼物，她喜欢露营").text


def test_nothing_fits_says_which_condition_is_to_blame_and_shows_nothing_that_breaks_it(chat: Chat):
    answer = chat.says("a tent for two under €50")
    assert answer.products == ()
    assert "under €50" in answer.text
    assert "the nearest is Lea beach shelter (€59)" in answer.text
    assert answer.choices == ("Without “under €50”",)
    assert [blame for _, blame in chat.missed] == ["under €50"]
    assert chat.ids(answer.choices[0])


def test_pictures_come_from_allowed_hosts_only(chat: Chat, catalog: Catalog):
    product = catalog.get(["LF-T201"])[0]
    from assistant.offers.cards import card
    from knowledge.catalog.finding import Hit

    for image, shown in (("https://img.example/a.png", True), ("https://evil.example/a.png", False), ("", False)):
        made = card(Hit(replace(product, image=image), 1.0), (), "en", {"img.example"})
        assert bool(made.image) is shown


@pytest.mark.parametrize(
    ("written", "is_shown"),
    [
        ("The Skylark 2 tent is the lightest of these and costs €289.", True),
        ("The Skylark 2 tent costs only €189.", False),
        ("The Skylark 2 tent has 99 poles.", False),
        ("The Skylark 2 tent beats the Condor Ultralight.", False),
        ("Buy something.", False),
    ],
)
def test_a_models_words_are_shown_where_the_cards_bear_them_out(chat: Chat, written: str, is_shown: bool):
    answer = chat.says("a waterproof tent for two people", engine=Model(written))
    assert (answer.text == written) is is_shown
    assert (answer.engine == "scripted") is is_shown
    assert answer.products


def requests(seed: int, count: int) -> Iterator[str]:
    """Requests put together at random, most of them sensible."""
    chance = random.Random(seed)
    things = [
        "tents",
        "a backpack",
        "jackets",
        "a mug",
        "boots",
        "something warm",
        "帐篷",
        "背包",
        "外套",
        "杯子和水壶",
        "灯具",
        "",
    ]
    limits = [
        "under €{}",
        "up to {} euros",
        "over €{}",
        "between €20 and €{}",
        "{}元以内",
        "预算{}",
        "at least {} g",
        "",
    ]
    more = ["in black", "not green", "waterproof", "rated at least 4.5", "in stock", "不要红色", "防水", "便宜",
            "越便宜越好",
            "size L", "for a 5-year-old", "without leather", "2人", ""]  # fmt: skip
    then = ["cheaper", "in blue", "the second one", "compare the first two", "没有黑色的吗", "more like this",
            "not this",
            "show more", "便宜一点", "第二个"]  # fmt: skip
    for _ in range(count):
        if chance.random() < 0.35:
            yield chance.choice(then)
        else:
            limit = chance.choice(limits).format(chance.choice([5, 20, 50, 99, 150, 300, 1000]))
            yield " ".join(filter(None, [chance.choice(things), limit, chance.choice(more)])) or "tents"


def spoken_of(chat: Chat) -> list[str]:
    """The ids of the products that an answer may name besides those it shows: shown before, or what others are like."""
    talk = chat.dialog["catalog"]
    return [*talk["shown"], talk["focus"], talk["like"]]


def test_random_requests_never_leave_the_catalog_nor_disagree(chat: Chat, catalog: Catalog):
    known = set(catalog.ids())
    shown = 0
    for text in requests(7, RANDOM_REQUESTS):
        answer = chat.says(text)
        ids = [product.id for product in answer.products]
        assert set(ids) <= known, text
        products = catalog.get([*ids, *spoken_of(chat)])
        said = [text, chat.dialog["catalog"]["request"]["query"], *(chip.label for chip in answer.chips)]
        if ids:
            shown += 1
            assert disagreements(answer.text, answer.products, products, said=said) == [], (text, answer.text)
        for product in answer.products:
            (full,) = catalog.get([product.id])
            prices = {f"{amount:.2f}": code for code, amount in full.prices.items()}
            assert prices[product.price] == product.currency
    assert shown > RANDOM_REQUESTS // 3


class HouseRules(NoTaste):
    """Staff have excluded a product, and another is often bought with everything."""

    def __init__(self, excluded: str, beside: str) -> None:
        self.excluded, self.beside = excluded, beside

    def adjust(self, scores: Mapping[str, float], *given: Any, **more: Any) -> list[Ranked]:
        return [
            Ranked(one.item, one.score, (Reason("boosted"),))
            for one in super().adjust(scores, *given, **more)
            if one.item != self.excluded
        ]

    def together(self, item: str, limit: int = 4) -> list[Ranked]:
        return [Ranked(self.beside, 1.0)]

    def for_customer(self, conversation: str, limit: int = 6) -> list[Ranked]:
        return [Ranked(self.beside, 1.0)]


class HiddenAndPinned(NoTaste):
    """Staff have hidden a product from whom does not name it, and pinned another."""

    def __init__(self, hidden: str, pinned: str) -> None:
        self.hidden, self.pin = hidden, pinned

    def adjust(
        self, scores: Mapping[str, float], *given: Any, named: Collection[str] = (), **more: Any
    ) -> list[Ranked]:
        return [one for one in super().adjust(scores) if one.item != self.hidden or one.item in named]

    def pinned(self, request: str) -> list[str]:
        return [self.pin]


def test_a_hidden_product_is_shown_to_whom_names_it_and_a_pinned_one_comes_in_where_it_fits(tmp_path: Path):
    tents = [Product(f"t{n}", f"Corrie {n} tent", category=("Tents",), price=Decimal(100 + n)) for n in range(40)]
    with opened_catalog(tmp_path, HashingEmbedder()) as catalog:
        catalog.import_products([*tents, Product("x900b", "Moor shelter", category=("Tents",), price=Decimal(90))])
        first = Chat(catalog).ids("tents")[0]
        chat = Chat(catalog, HiddenAndPinned(first, "x900b"))
        shown = chat.ids("tents")
        assert shown[0] == "x900b"
        assert first not in shown
        assert "x900b" not in chat.ids("tents over 95")
        assert first in chat.ids(next(tent.title for tent in tents if tent.id == first))


def test_what_staff_have_excluded_is_shown_by_no_way_and_rules_are_told(catalog: Catalog):
    first, second, *_ = Chat(catalog).ids("backpacks")
    chat = Chat(catalog, HouseRules(first, "LF-J205"))
    answer = chat.says("backpacks")
    assert first not in [product.id for product in answer.products]
    assert all("preferred by our team" in product.why for product in answer.products)
    assert first not in chat.ids("more like number 1")


def test_what_is_often_bought_together_stands_beside_a_product_in_words_that_agree(catalog: Catalog):
    chat = Chat(catalog, HouseRules("", "LF-J205"))
    chat.says("backpacks")
    answer = chat.says("the second one")
    assert [product.id for product in answer.products][1:] == ["LF-J205"]
    assert f"Often bought together with it: {answer.products[1].title}" in answer.text
    assert "often bought together with" in answer.products[1].why
    products = catalog.get([product.id for product in answer.products])
    assert disagreements(answer.text, answer.products, products) == []


def test_likeness_is_told_of_what_is_there(catalog: Catalog):
    first, second, *_ = Chat(catalog).ids("backpacks")
    assert set(catalog.alike(first, [second, "X-0"])) == {second}
    assert catalog.alike("X-0", [first]) == {}


def test_who_asks_for_nothing_in_particular_is_offered_what_suits_first(catalog: Catalog):
    assert catalog.read("What do you recommend?").query == ""
    assert Chat(catalog, HouseRules("", "LF-J205")).ids("What do you recommend?")[0] == "LF-J205"


@pytest.mark.parametrize(
    ("text", "route"), [("外套", "recommendation"), ("jackets", "recommendation"), ("help", "service")]
)
def test_the_bare_name_of_a_kind_asks_for_it(chat: Chat, text: str, route: str):
    understood = Understood("en", (Part(text, "service", 1.0, "", 0.0),), 0.0, 0.0, False)
    assert [part.route for part in chat.skill.parts(understood, {}, text)] == [route]
    assert [part.route for part in chat.skill.parts(understood, {"form": "return"}, text)] == ["service"]


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """Customer service and the catalog in one conversation."""
    database = Database(f"sqlite:///{(tmp_path / 'desk.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    yield desk_of(database, Recommendations(catalog, NoTaste()))
    database.close()


def test_an_order_is_looked_up_in_between_and_the_products_are_still_known(desk: Desk):
    found, _, second, cheaper, shipped, again = desk.chat(
        "jackets under €160", "where is my order?", "the second one", "cheaper", "LF-20417 mara@fern.example", "cheaper"
    )
    assert [product.id for product in second.products] == [found.products[1].id]
    assert "Back to your request (Order look-up)" in second.text
    assert "LF-20417: shipped" in shipped.text
    assert shipped.products == ()
    assert {product.id for product in again.products} < {product.id for product in cheaper.products}


def test_a_request_to_the_team_is_sent_in_between_and_the_conditions_still_hold(desk: Desk):
    *_, sent, black = desk.chat(
        "1200 元以内的外套", "我要退货", "YQ-30001", "外套", "尺码太小", "lin@yun.example", "确认提交", "没有黑色的吗"
    )
    *_, dearer = desk.chat("1200 元以内的外套", "查订单", "有没有贵一点的")  # which leaves nothing out of a form
    assert dearer.products
    assert "F-1001" in sent.text
    assert {chip.label for chip in black.chips} == {"不超过 ¥1,200", "外套", "黑色"}
    assert [product.id for product in black.products] == ["LF-J102"]


def test_a_chip_takes_its_condition_back_though_its_words_sound_like_a_request_to_the_team(desk: Desk):
    _, dearer, all_of_them = desk.chat("1200 元以内的外套", "去掉：不超过 ¥1,200", "去掉：外套")
    assert [chip.label for chip in dearer.chips] == ["外套"]
    assert dearer.products
    assert (all_of_them.chips, all_of_them.text[:4]) == ((), "全部商品")


def test_what_only_points_at_the_products_shown_goes_on_and_a_number_alone_finds_its_product(desk: Desk):
    *_, black, waterproof, like, one = desk.chat(
        "jackets under €160", "does it come in black?", "which of them are waterproof?",
        "more like this, for the track",  # which sounds like an order's
        "LF-T201",
    )  # fmt: skip
    assert like.products
    assert {chip.label for chip in black.chips} == {"Jackets", "under €160", "black"}
    assert "waterproof" in {chip.label for chip in waterproof.chips}
    assert [product.id for product in one.products][:1] == ["LF-T201"]


def test_a_very_long_title_is_cut_in_sentences_and_whole_on_its_card(tmp_path: Path):
    long = 'HP ProBook 6545b Notebook Black, Gray 39.6 cm (15.6") 1366 x 768 pixels AMD Turion II Dual Core 4 GB'
    with opened_catalog(tmp_path, HashingEmbedder()) as opened:
        other = 'Lenovo S145 39.6 cm (15.6") Notebook'
        opened.import_products(
            [
                Product("6545b", long, category=("Notebooks",), price=Decimal("69.95"), currency="USD"),
                Product("s145", other, category=("Notebooks",), price=Decimal(219), currency="USD"),
            ]
        )
        chat = Chat(opened)
        answer = chat.says("laptops under $300")  # what other shops call notebooks
        assert {product.title for product in answer.products} == {long, other}
        assert 'HP ProBook 6545b Notebook Black, Gray 39.6 cm (15.6") 1366 x… ($69.95)' in answer.text
        assert (
            disagreements(answer.text, answer.products, opened.get(["6545b", "s145"]), said=["laptops", "$300"]) == []
        )
        assert chat.says("6545b").products[0].title == long


KITCHEN = """sku,name,description,price (GBP),qty in stock,colour
K1,Santoku knife 18 cm,Japanese all-purpose knife,59,12,
K2,Paring knife 9 cm,Small knife for peeling,14.50,30,red
K3,Beech knife block,Block with slots for six knives,45,4,
K4,Knife sharpener,Keeps every knife keen,9,9,black
K5,Non-stick frying pan,Not suitable for induction,39,3,black
K6,Steel frying pan,"Works on gas and induction, oven safe",64,6,silver
K7,Stovetop kettle,Whistles,29,0,red
K8,Electric kettle,Filter,35,9,red
"""
BABY = """编码,商品名,详情,类目,售价(元),剩余库存,颜色,重量(kg),适用年龄
B1,双胞胎推车,并排双座,推车,1899,0,蓝色,13.2,0-3岁
B2,云朵婴儿推车,一键折叠,推车,599,8,灰色,5.8,0-3岁
B3,山丘婴儿推车,双向推行,推车,1299,3,黑色,9.6,0.5-3岁
B4,推车雨罩,透明,配件,59,40,透明,,
B5,儿童雨衣,带书包位,服装,99,20,黄色,,
B6,纯棉睡衣,两件套,服装,129,18,蓝色,,
B7,丝绒口红,哑光,美妆,129,20,正红色,,
"""


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Catalog]]:
    """A kitchen shop without categories, and a Chinese shop."""
    folders = {text: Path(tmp_path_factory.mktemp("shop")) for text in (KITCHEN, BABY)}
    for text, folder in folders.items():
        (folder / "shop.csv").write_text(text, "utf-8")
    embedder = HashingEmbedder()
    with opened_catalog(folders[KITCHEN], embedder) as kitchen, opened_catalog(folders[BABY], embedder) as baby:
        for text, catalog in ((KITCHEN, kitchen), (BABY, baby)):
            catalog.import_file(folders[text] / "shop.csv", "shop.csv")
        yield {"kitchen": kitchen, "baby": baby}


def test_a_thing_comes_before_what_goes_with_it_and_something_else_is_something_else(shops: dict[str, Catalog]):
    chat = Chat(shops["kitchen"])
    knives = chat.ids("knives")
    assert {*knives[:2]} == {"K1", "K2"}
    assert not {*knives} & {*chat.ids("something else")}
    assert chat.ids("cheapest knife") == ["K2", "K1"]
    assert chat.ids("pans that work on induction") == ["K6"]
    assert {*chat.ids("red things for my kitchen")} == {"K2", "K7", "K8"}
    assert [chip.label for chip in chat.says("a kettle, not too expensive").chips] == ["cheap"]
    assert chat.says("which of them is in stock?").products
    assert {*(card.id for card in chat.says("compare two frying pans").products)} == {"K5", "K6"}
    assert "nothing for “lawn mowers”" in chat.says("do you have lawn mowers?").text


def test_whoever_asks_for_one_further_on_than_was_shown_is_told_how_many_there_were(shops: dict[str, Catalog]):
    chat = Chat(shops["kitchen"])
    assert chat.ids("steel frying pan that works on induction") == ["K6"]
    for text in ("the second one", "more like the third one"):
        answer = chat.says(text)
        assert answer.text == "I have shown you only this one: Steel frying pan (£64)."
    assert chat.says("第二个").text == "刚才只推荐了这一款：Steel frying pan（£64）。"


def test_chinese_words_are_found_as_they_are_said(shops: dict[str, Catalog]):
    chat = Chat(shops["baby"])
    assert chat.ids("雨衣") == ["B5"]
    assert chat.ids("正红色的口红") == ["B7"]
    assert chat.ids("推车 轻便") == ["B2", "B3", "B1"]
    assert chat.ids("不要太重的推车")[0] == "B2"
    assert {*chat.ids("对比两款推车")} == {"B2", "B3"}  # what is sold out comes last
    assert chat.says("6个月大的宝宝用的推车").chips[0].label == "适合 6 个月"
    assert "B4" not in chat.ids("最便宜的推车")


@pytest.mark.parametrize(
    ("text", "route", "meant"),
    [
        ("do you have lawn mowers?", "recommendation", "recommendation"),
        ("do you sell bicycles", "question", "recommendation"), ("你们卖自行车吗", "question", "recommendation"),
        ("do you have parking?", "question", "question"), ("外套，别太厚，预算两千", "service", "recommendation"),
        ("I want to exchange the jacket for one under €50", "service", "service"),
    ],
)  # fmt: skip
def test_whether_something_is_sold_is_asked_of_the_catalog(chat: Chat, text: str, route: Any, meant: str):
    part = Part(text, route, 0.6, "", 0.0)
    understood = Understood(detect_language(text), (part,), 0.0, 0.0, True)
    found = chat.skill.parts(understood, {}, text)
    assert [one.route for one in found] == [meant]
    assert (found == understood.parts) is (route == meant == "question" or meant == "service")


def test_whoever_found_nothing_and_asks_for_something_else_exchanges_nothing(shops: dict[str, Catalog]):
    chat = Chat(shops["baby"])
    assert chat.ids("紫色的推车") == []
    part = Part("换一个", "service", 0.9, "exchange", 0.9)
    understood = Understood("zh", (part,), 0.0, 0.0, False)
    assert [one.route for one in chat.skill.parts(understood, chat.dialog, "换一个")] == ["recommendation"]
    assert chat.says("换一个").text == "没有其他符合的商品了。"
    read = shops["baby"].read
    assert [read("积木").query, read("轻便一点的推车").query] == ["积木", "推车"]
    assert read("适合两岁宝宝的推车").conditions[0].value == 2
