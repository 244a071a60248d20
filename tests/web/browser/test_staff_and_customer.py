"""Staff upload a document, a customer is answered from it; hidden or deleted, it answers no more."""

import re

from playwright.sync_api import FilePayload, expect

from tests.web.browser.conftest import StartVisit, answered, ask, sign_in
from tests.web.conftest import House


def test_staff_upload_a_document_and_a_customer_is_answered_from_it(visit: StartVisit, shared_house: House) -> None:
    staff = visit().open("/staff")
    assert "/login" in staff.url
    sign_in(staff)
    files: list[FilePayload] = [
        {"name": "价目表 (2026).txt", "mimeType": "text/plain", "buffer": "龙井茶每百克八十八元。".encode()},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b" "},
    ]
    staff.get_by_label("Choose files").set_input_files(files)
    expect(staff.get_by_text("2 files received.")).to_be_visible()
    expect(staff.get_by_role("row", name=re.compile(r"价目表 \(2026\)\.txt.*Ready"))).to_be_visible()
    expect(staff.get_by_text("The file is empty. Upload it again with content.")).to_be_visible()
    assert not [path for path in shared_house.upload_folder.rglob("*") if path.is_file()]

    customer = visit("zh-CN").open()
    ask(customer, "龙井茶多少钱？", "您的问题")
    answered(customer).get_by_role("button", name="引用自 1 份文档").click()
    panel = customer.get_by_role("complementary", name="出处")
    expect(panel.locator(".document")).to_contain_text("价目表 (2026).txt")
    expect(panel.locator("mark")).to_have_text("龙井茶每百克八十八元。")

    row = staff.get_by_role("link", name="价目表 (2026).txt")
    row.click()
    staff.get_by_role("radio", name="Staff only").check(force=True)
    expect(staff.get_by_text("“价目表 (2026).txt” may now be quoted to staff only.")).to_be_visible()
    ask(customer, "龙井茶多少钱？", "您的问题")
    second = answered(customer, 2)
    expect(second.get_by_text("资料中没有找到相关内容，请联系人工客服。")).to_be_visible()
    expect(second).not_to_contain_text("八十八")

    staff.get_by_role("button", name="Delete", exact=True).click()
    expect(staff.get_by_text("It disappears from all answers at once.")).to_be_visible()
    staff.get_by_role("button", name="Delete this document").click()
    expect(staff.get_by_text("“价目表 (2026).txt” was deleted.")).to_be_visible()
    expect(row).to_have_count(0)
