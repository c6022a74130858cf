"""Where Dutch words begin and end."""

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.dutch import load_dutch
from bot.components.tokenizer import DutchTokenizer


def words(text):
    tokenizer = DutchTokenizer(DutchTokenizer.get_default_config())
    return [token.text for token in tokenizer.tokenize(Message({TEXT: text}), TEXT)]


class TestTokens:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Hoeveel geld heb ik?", ["Hoeveel", "geld", "heb", "ik", "?"]),
            ("mijn e-mail", ["mijn", "e-mail"]),
            ("foto's", ["foto's"]),
            ("dat kost € 12,50", ["dat", "kost", "€", "12,50"]),
            ("twee  spaties", ["twee", "spaties"]),
        ],
    )
    def test_dutch_rules_decide(self, text, expected):
        assert words(text) == expected

    @pytest.mark.parametrize("text", [" ", "\u200b", "👩‍👩‍👧", "\x00", "\u202eomgekeerd"])
    def test_every_text_has_a_token(self, text):
        assert words(text)

    def test_tokens_say_where_they_stand(self):
        tokenizer = DutchTokenizer(DutchTokenizer.get_default_config())
        text = "Kan dat, of niet?"
        for token in tokenizer.tokenize(Message({TEXT: text}), TEXT):
            assert text[token.start : token.end] == token.text

    def test_one_word_in_another_place_is_another_word(self):
        tokenizer = DutchTokenizer(DutchTokenizer.get_default_config())
        first, second = tokenizer.tokenize(Message({TEXT: "nee nee"}), TEXT)
        assert first.fingerprint() != second.fingerprint()


def test_spacy_is_loaded_once():
    assert load_dutch() is load_dutch()
