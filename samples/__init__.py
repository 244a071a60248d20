"""A small fictional shop, so that the assistant has something to talk about on its first day.

Larkfell Outdoor & Home (云雀岭户外家居) sells tents, cookware and clothing from Galway and Suzhou. No such company
exists; its addresses end in `.example`, and its telephone numbers are ones that nobody can be given. What it says
is written in `sources/`, with the figures in `facts.py`; `python -m samples.build` makes `documents/` from both.

`orders.csv` and `订单.csv` are what its shop exports. `questions.jsonl` holds customers' questions with the words that
answer them, for tests and measurements.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
DOCUMENTS = FOLDER / "documents"
QUESTIONS = FOLDER / "questions.jsonl"
ORDERS = (FOLDER / "orders.csv", FOLDER / "订单.csv")
CATALOG = FOLDER / "catalog.csv"

COMPANY = {"en": "Larkfell Outdoor & Home", "zh": "云雀岭户外家居"}

CONTACT = {
    "en": "help@larkfell.example or +353 20 912 0417 (Monday to Friday, 9:00–17:00 Irish time)",
    "zh": "kefu@larkfell.example 或致电 0512-0000-0417（每天 9:00–21:00）",
}

GREETING = {
    "en": "Hello! I answer questions about delivery, returns, care and everything else at Larkfell. How can I help?",
    "zh": "您好！配送、退换货、保养……关于云雀岭的问题都可以问我。请问有什么可以帮您？",
}

STARTERS = {  # the last of each asks for a product
    "en": (
        "How long does delivery to Germany take?",
        "How many days do I have to return something?",
        "How do I wash my down sleeping bag?",
        "A waterproof tent for two under €300",
    ),
    "zh": (
        "寄到上海要几天？",
        "买了多少天之内可以退货？",
        "羽绒睡袋怎么洗？",
        "500 元以内的背包",
    ),
}


@dataclass(frozen=True)
class SampleDocument:
    """A file of the sample company, the folder it is listed under, and who may see it."""

    path: Path
    folder: str
    visibility: Literal["public", "staff"]

    @property
    def name(self) -> str:
        """What `Question.document` calls it: 'en/delivery.html'."""
        return f"{self.folder}/{self.path.name}"


@dataclass(frozen=True)
class Question:
    """A customer's question; `answer` stands word for word in `document`; both are None where nothing answers."""

    question: str
    language: Literal["en", "zh"]
    answer: str | None
    document: str | None


def documents() -> list[SampleDocument]:
    """Every document of the sample company, by folder and name; those in `staff/` are for staff only."""
    paths = (path for path in DOCUMENTS.glob("*/*") if path.is_file() and not path.name.startswith("."))
    return [
        SampleDocument(path, path.parent.name, "staff" if path.parent.name == "staff" else "public")
        for path in sorted(paths, key=lambda path: (path.parent.name, path.name))
    ]


def questions() -> list[Question]:
    """The questions a customer asks; what only the staff's documents answer counts as unanswerable."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [Question(**json.loads(line)) for line in lines if line.strip()]
