from assistant import phrases


def test_every_phrase_exists_in_both_languages() -> None:
    assert all(set(texts) == {"en", "zh"} for texts in phrases.PHRASES.values())


def test_a_refusal_says_what_was_not_found_and_whom_to_ask() -> None:
    text = phrases.refusal("en", "Do you sell kayaks?", "help@example.org", near=True)
    assert all(part in text for part in ("Do you sell kayaks?", "help@example.org", "nearest"))
    assert "皮划艇" in phrases.refusal("zh", "卖皮划艇吗？", "0512-000")


def test_a_refusal_repeats_only_the_beginning_of_a_long_question() -> None:
    assert len(phrases.refusal("en", "word " * 500)) < 200


def test_braces_in_a_question_are_only_text() -> None:
    assert "{company}" in phrases.refusal("en", "what is {company}?", "{contact}")


def test_without_a_contact_the_staff_are_named() -> None:
    assert "staff" in phrases.person("en", " ")
    assert "a@b.example" in phrases.person("en", "a@b.example.")


def test_small_talk_names_the_company() -> None:
    assert "Larkfell" in phrases.smalltalk("greeting", "en", "Larkfell")
    assert "云雀岭" in phrases.smalltalk("identity", "zh", "云雀岭")
