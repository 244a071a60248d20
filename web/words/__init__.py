"""Every word of the pages, in English and Chinese, by page."""

from web.words import common, customer, staff

PAGES = (common.STRINGS, customer.STRINGS, staff.STRINGS)

STRINGS: dict[str, dict[str, str]] = {key: words for page in PAGES for key, words in page.items()}
