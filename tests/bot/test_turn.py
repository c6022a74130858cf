"""What the channel takes for a turn."""

import pytest

from bot.turn import BadTurn, SlashText, Turn

ODD = [
    "",
    "   ",
    "\u200b",
    "\ufeff",
    "👍",
    "👩‍👩‍👧" * 400,
    "\x00",
    "\u202eomgekeerd",
    "EXTERNAL: restart",
]
HARMLESS_SLASHES = ["／begroeten", "\u200b/begroeten", "\x00/begroeten", "en/of", "./begroeten"]
SLASHES = [
    "/affirm",
    " /affirm",
    "\t/affirm",
    "\x1f/affirm",
    "//affirm",
    "/",
    '/approve_payment@1.0{"amount":"1"}',
    '/inform{"budget": 999999, "employer": "X"}',
    "/restart",
    "/back",
    "/session_start",
    "/nlu_fallback",
]


def turn(**fields):
    return Turn.from_json({"conversation_id": "c", "turn_token": "t", **fields})


class TestText:
    @pytest.mark.parametrize("text", ODD + HARMLESS_SLASHES)
    def test_odd_text_is_text(self, text):
        assert turn(text=text).text == text

    @pytest.mark.parametrize("text", SLASHES)
    def test_slash_is_refused(self, text):
        with pytest.raises(SlashText):
            turn(text=text)

    def test_every_white_space_before_a_slash_is_seen_as_rasa_sees_it(self):
        for number in range(0x10000):
            text = f"{chr(number)}/affirm"
            if text.strip().startswith("/"):
                with pytest.raises(SlashText):
                    turn(text=text)

    def test_half_a_character_becomes_a_question_mark(self):
        assert turn(text="hoi \ud800").text == "hoi ?"

    def test_longest_text_is_taken_and_a_longer_one_is_not(self):
        assert turn(text="a" * 4000)
        with pytest.raises(BadTurn):
            turn(text="a" * 4001)


class TestFields:
    @pytest.mark.parametrize(
        "fields",
        [
            {"text": 1},
            {"text": "a", "new_session": "ja"},
            {"text": "a", "turn_token": None},
            {"text": "a", "conversation_id": "c" * 256},
            {"text": None, "payload": None},
        ],
    )
    def test_wrong_field_is_refused(self, fields):
        with pytest.raises(BadTurn):
            turn(**fields)
