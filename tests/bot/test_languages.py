"""Dutch stays Dutch, also in dialect; other languages are recognised."""

import pytest

from bot.understanding.languages import other_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much money do I have on my account?", "en"),
        ("Ile mam pieniędzy na koncie do nauki", "pl"),
        ("Kaç param kaldı hesabımda", "tr"),
        ("كم عندي من المال", "ar"),
        ("Скільки грошей на рахунку", "uk"),
        ("Ich möchte einen Kurs machen", "de"),
    ],
)
def test_other_language_is_recognised(text, language):
    assert other_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "hoeveul geld stit er nog op munnen rekening",
        "is coach geheim",
        "ik want to learn",
        "waor ware veer gebleve mit mien plan",
        "jobcrafting wat is t",
        "stap?",
        "",
    ],
)
def test_dutch_in_any_form_is_left_alone(text):
    assert other_language(text) is None
