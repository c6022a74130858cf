"""Dutch word boundaries for the rest of the pipeline."""

from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.components.dutch import BLANK, load_dutch


class Word(Token):
    """A token that says in one string what makes it what it is."""

    def fingerprint(self) -> Text:
        """Give text and place; Rasa's own hashes five things for every word it trains on."""
        return f"{self.start}:{self.end}:{self.text}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class DutchTokenizer(Tokenizer):
    """Splits text with spaCy's rules for Dutch ("zo'n", "e-mail", "€ 12,50")."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Name the spaCy model; the rest is what Rasa's own tokenizers expect."""
        return {
            "model": BLANK,
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Name the package that must be installed."""
        return ["spacy"]

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Give the tokens of one attribute; a text of only white space is one token."""
        text = message.get(attribute)
        doc = load_dutch(self._config["model"]).make_doc(text)
        tokens: List[Token] = [Word(word.text, word.idx) for word in doc if not word.is_space]
        return self._apply_token_pattern(tokens or [Word(text, 0)])
