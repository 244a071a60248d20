"""Every word of the pages, in English and Chinese, by page; the staff area's by section."""

from web.words import (
    accounts,
    activity,
    catalog,
    common,
    conversations,
    customer,
    documents,
    inbox,
    intents,
    models,
    products,
    recommendations,
    runs,
    settings,
    staff,
    training,
)

PAGES = (
    common.STRINGS, customer.STRINGS, staff.STRINGS, documents.STRINGS, conversations.STRINGS, settings.STRINGS,
    accounts.STRINGS, activity.STRINGS, models.STRINGS, inbox.STRINGS, training.STRINGS, runs.STRINGS,
    recommendations.STRINGS, intents.STRINGS, products.STRINGS, catalog.STRINGS,
)  # fmt: skip

STRINGS: dict[str, dict[str, str]] = {key: words for page in PAGES for key, words in page.items()}
