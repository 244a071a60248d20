"""Prices as people write them, in either language."""

import re
from decimal import Decimal, InvalidOperation

SIGNS = {
    "€": "EUR", "£": "GBP", "$": "USD", "US$": "USD", "¥": "CNY", "￥": "CNY", "HK$": "HKD",
    "元": "CNY", "块": "CNY", "块钱": "CNY", "人民币": "CNY", "RMB": "CNY", "欧元": "EUR", "美元": "USD", "美金": "USD",
    "英镑": "GBP", "日元": "JPY", "港币": "HKD", "港元": "HKD",
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "bucks": "USD", "quid": "GBP",
    "pound sterling": "GBP", "yuan": "CNY", "yen": "JPY",
}  # fmt: skip
CODES = ("EUR", "USD", "GBP", "CNY", "JPY", "HKD", "TWD", "CHF", "CAD", "AUD", "NZD", "SGD", "SEK", "NOK", "DKK", "PLN",
         "CZK", "INR", "KRW", "MXN", "BRL", "ZAR", "TRY", "THB")  # fmt: skip
_SHOWN = {"EUR": "€", "GBP": "£", "USD": "$", "CNY": "¥"}
_KNOWN = {**{name.lower(): code for name, code in SIGNS.items()}, **{code.lower(): code for code in CODES}}
CURRENCY = "|".join(re.escape(name) for name in sorted(_KNOWN, key=len, reverse=True))
"""Every currency as people write it, for patterns that are matched without regard to case."""

_PRICE = re.compile(rf"^({CURRENCY})?\s*(\d[\d.,'\s]*)\s*({CURRENCY})?$", re.IGNORECASE)


def currency(name: str) -> str:
    """The ISO code of a currency as written; '' where it is none."""
    return _KNOWN.get(name.strip().lower(), "")


def read_price(text: str) -> tuple[Decimal, str] | None:
    """'€1.299,00', '49.90 EUR', '299元': the amount and the currency ('' where none stands there); else None."""
    found = _PRICE.match(" ".join(text.split()))
    if not found:
        return None
    amount = _amount(found[2])
    return None if amount is None else (amount, currency(found[1] or found[3] or ""))


def _amount(text: str) -> Decimal | None:
    digits = re.sub(r"[\s']", "", text)
    if "," in digits and "." in digits:  # the later of the two stands before the cents
        thousands = "," if digits.rindex(".") > digits.rindex(",") else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif digits.count(",") == 1 and len(digits.rpartition(",")[2]) != 3:
        digits = digits.replace(",", ".")
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    digits = digits.replace(",", "")
    try:
        amount = Decimal(digits)
    except InvalidOperation:
        return None
    return amount if amount < Decimal(10) ** 12 else None


def show_price(amount: Decimal, code: str) -> str:
    """'€49.90', '¥299', '49.90 CHF': whole amounts without cents."""
    number = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"{_SHOWN[code]}{number}" if code in _SHOWN else f"{number} {code}".strip()
