"""Teaches `desk/personal_context.py`: sentences with places for names, the written examples with other names in them.

Names are those of Faker, half of them of English-speaking countries; what stands in the sentences for products is a
name as well, so that the sentence has to tell. A third is written in lower case.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from phonenumbers.geodata import GEOCODE_DATA
from scipy.optimize import minimize

from desk.personal_context import WEIGHTS, Matrix, Reader, Span, features_of
from desk.personal_lexicon import PLACES, by_country, latin_names

SENTENCES = Path(__file__).with_name("name_lessons.txt")
ROUNDS = 8  # each sentence with so many different names
SWAPPED = 3  # and each written example
SMALL, LOUD = 0.33, 0.03  # shares in lower case and in capitals
PENALTY = 50.0  # on the squares of the weights, as 1/C of a logistic regression
ENGLISH = ("en_US", "en_GB", "en_IE", "en_NZ", "en_IN")
CITIES = [
    "London",
    "Paris",
    "Berlin",
    "Madrid",
    "Dublin",
    "Galway",
    "Leeds",
    "York",
    "Bath",
    "Boston",
    "Austin",
    "Denver",
    "Dallas",
    "Houston",
    "Phoenix",
    "Sydney",
    "Perth",
    "Melbourne",
    "Auckland",
    "Toronto",
    "Montreal",
    "Vienna",
    "Zurich",
    "Geneva",
    "Milan",
    "Florence",
    "Rome",
    "Venice",
    "Lisbon",
    "Porto",
    "Prague",
    "Warsaw",
    "Budapest",
    "Oslo",
    "Bergen",
    "Stockholm",
    "Helsinki",
    "Copenhagen",
    "Hamburg",
    "Munich",
    "Cologne",
    "Lyon",
    "Nice",
    "Marseille",
    "Brussels",
    "Antwerp",
    "Ghent",
    "Amsterdam",
    "Utrecht",
    "Shanghai",
    "Beijing",
    "Tokyo",
    "Osaka",
    "Singapore",
    "Dubai",
    "Cairo",
    "Lagos",
    "Nairobi",
    "Delhi",
    "Mumbai",
    "Manchester",
    "Bristol",
    "Cardiff",
    "Exeter",
    "Norwich",
    "Derby",
    "Chester",
    "Lincoln",
    "Victoria",
    "Charlotte",
    "Madison",
    "Jackson",
    "Savannah",
    "Orlando",
    "Krakow",
]
BRANDS = [
    "Amazon",
    "eBay",
    "IKEA",
    "Zara",
    "Nike",
    "Adidas",
    "Puma",
    "Google",
    "Apple",
    "Samsung",
    "Sony",
    "Bosch",
    "Philips",
    "Siemens",
    "Miele",
    "Dyson",
    "PayPal",
    "Klarna",
    "Visa",
    "Revolut",
    "Barclays",
    "Santander",
    "Lloyds",
    "DHL",
    "UPS",
    "FedEx",
    "Hermes",
    "Evri",
    "DPD",
    "Tesco",
    "Aldi",
    "Lidl",
    "Walmart",
    "Target",
    "Instagram",
    "Facebook",
    "TikTok",
    "Ford",
    "Toyota",
    "Volvo",
    "Honda",
    "Barbour",
    "Patagonia",
    "Levi's",
    "Ritter",
    "Hammond",
    "Benson",
    "Weston",
    "Ferrero",
    "Lindt",
    "Carhartt",
    "Fischer",
    "Garmin",
    "Fitbit",
    "Logitech",
    "Lenovo",
    "Dell",
    "Shimano",
    "Ortlieb",
    "Petzl",
    "Salomon",
    "Stanley",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Lesson:
    text: str
    names: tuple[Span, ...]
    others: tuple[Span, ...] = ()  # personal data of other kinds, which teaches nothing here


class Namer:
    """Invents names."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        names = latin_names()
        self._towns = [name.capitalize() for name in sorted(names.places - names.given - names.surnames)]
        given, surnames = by_country("first_"), by_country("last_")
        self._given = {name: sorted(words) for name, words in given.items() if len(words) > 20}
        self._surnames = {name: sorted(surnames[name]) for name in self._given if len(surnames.get(name, ())) > 20}

    def given(self) -> str:
        return self._one(self._given, self._country())

    def surname(self) -> str:
        return self._one(self._surnames, self._country())

    def full(self) -> str:
        country = self._country()
        first, how = self._one(self._given, country), self._chance.random()
        if how < 0.1:
            first = f"{first[0]}."
        elif how < 0.2:
            first = f"{first} {self._chance.choice(('A.', 'J.', 'M.', 'van', 'de', 'da'))}"
        return f"{first} {self._one(self._surnames, country)}"

    def place(self) -> str:
        """Half of them well known, half towns that are nobody's name."""
        return self._chance.choice(CITIES if self._chance.random() < 0.5 else self._towns)

    def like(self, name: str) -> str:
        """Another name of so many words, written as this one."""
        single = self.given if self._chance.random() < 0.8 else self.surname
        other = self.full() if " " in name else single()
        return other.lower() if name.islower() else other.upper() if name.isupper() else other

    def fill(self, sentence: str) -> Lesson:
        """`sentence` has {g}, {s} and {f} for given, last and full names, {p} {q} {c} {k} {d} {m} for what is none."""
        fillers = {
            "g": self.given, "s": self.surname, "f": self.full,
            "p": lambda: self.surname() if self._chance.random() < 0.33 else self.given(), "q": self.full,
            "c": self.place, "k": lambda: self._chance.choice(BRANDS),
            "d": lambda: self._chance.choice(DAYS), "m": lambda: self._chance.choice(MONTHS),
        }  # fmt: skip
        text = ""
        names: list[Span] = []
        for part in re.split(r"(\{\w\})", sentence):
            words = fillers[part[1]]() if part.startswith("{") else part
            if part in ("{g}", "{s}", "{f}"):
                names.append((len(text), len(text) + len(words)))
            text += words
        return self.vary(Lesson(text, tuple(names)))

    def rename(self, lesson: Lesson) -> Lesson:
        """The same text with other names, and without what is no name and personal."""
        text, position = "", 0
        names: list[Span] = []
        others: list[Span] = []
        for start, end, is_name in sorted([(*s, True) for s in lesson.names] + [(*s, False) for s in lesson.others]):
            if start < position:
                continue
            text += lesson.text[position:start]
            words = self.like(lesson.text[start:end]) if is_name else lesson.text[start:end]
            (names if is_name else others).append((len(text), len(text) + len(words)))
            text, position = text + words, end
        return self.vary(Lesson(text + lesson.text[position:], tuple(names), tuple(others)))

    def vary(self, lesson: Lesson) -> Lesson:
        how, text = self._chance.random(), lesson.text
        changed = text.lower() if how < SMALL else text.upper() if how < SMALL + LOUD else text
        return Lesson(changed, lesson.names, lesson.others) if len(changed) == len(text) else lesson

    def _country(self) -> str:
        return self._chance.choice(ENGLISH if self._chance.random() < 0.5 else list(self._surnames))

    def _one(self, words: dict[str, list[str]], country: str) -> str:
        return "-".join(part[:1].upper() + part[1:] for part in self._chance.choice(words[country]).split("-"))


def written(path: Path) -> list[Lesson]:
    """The English examples of a file of the tests."""
    lessons = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["language"] == "en":
            spans = [(kind == "name", match.span()) for kind, words in row["personal"]
                     for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", row["text"])]  # fmt: skip
            names = tuple(span for is_name, span in spans if is_name)
            lessons.append(Lesson(row["text"], names, tuple(span for is_name, span in spans if not is_name)))
    return lessons


def lessons_of(examples: Path, seed: int = 5) -> Iterator[Lesson]:
    namer = Namer(seed)
    sentences = [line.replace("\\n", "\n") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    for _ in range(ROUNDS):
        yield from map(namer.fill, sentences)
    for lesson in written(examples):
        yield lesson
        for _ in range(SWAPPED if lesson.names else 1):
            yield namer.rename(lesson)


def learn(lessons: Sequence[Lesson], reader: Reader) -> tuple[Matrix, float]:
    """Weights and bias of a logistic regression over the words of the lessons."""
    rows: list[Matrix] = []
    labels: list[bool] = []
    for lesson, reading in zip(lessons, reader.read([lesson.text for lesson in lessons]), strict=True):
        spans, features = features_of(lesson.text, reading)
        kept = [i for i, span in enumerate(spans) if not _meets(span, lesson.others)]
        rows.extend(features[kept] if kept else ())
        labels.extend(_meets(spans[i], lesson.names) for i in kept)
    x = np.column_stack([np.array(rows, np.float64), np.ones(len(rows))])
    signs = np.where(labels, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (x @ weights)
        free = np.append(weights[:-1], 0.0)
        pull = -signs / (1 + np.exp(np.clip(margins, -500, 500)))
        return float(np.logaddexp(0, -margins).sum() + PENALTY / 2 * free @ free), x.T @ pull + PENALTY * free

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return found[:-1].astype(np.float32), float(found[-1])


def write_places() -> None:
    """The towns and regions of one word that phonenumbers knows."""
    heads = (places["en"].split(",")[0].split("/")[0].strip() for places in GEOCODE_DATA.values() if "en" in places)
    words = sorted({head.lower() for head in heads if re.fullmatch(r"[A-Za-z]{3,}", head)})
    PLACES.write_text("\n".join(words) + "\n", encoding="utf-8")


def teach(examples: Path, reader: Reader) -> int:
    """Write the weights; returns of how many sentences they were learned."""
    write_places()
    lessons = list(lessons_of(examples))
    weights, bias = learn(lessons, reader)
    values = [round(float(weight), 4) for weight in weights]
    WEIGHTS.write_text(json.dumps({"weights": values, "bias": round(bias, 4)}) + "\n", encoding="utf-8")
    return len(lessons)


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
