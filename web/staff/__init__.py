"""The staff area: one page of sections (documents, conversations, settings, accounts, activity), each a list with a
detail beside it. `page.py` holds who may do what; a section says what there is to see and to do."""

from web.staff.page import StaffPage

__all__ = ["StaffPage"]
