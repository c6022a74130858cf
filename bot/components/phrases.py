"""Finds sectors, occupations and other lists of words with spaCy's EntityRuler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.language import Language
from spacy.pipeline import EntityRuler
from spacy.tokens import Doc

from bot.components.entity_data import Found, load_words

OCCUPATION = "occupation"
LISTS = ("sector", OCCUPATION, "education_level", "employer_status")


class Phrases:
    """The words of one entity; a ruler each, so that "uitzendkracht" can be two things at once."""

    def __init__(self, nlp: Language, entity: str) -> None:
        """Read the words of an entity, in any case or exactly as written."""
        words = load_words(entity)
        phrases = _by_occupation(words) if entity == OCCUPATION else words["phrases"]
        self._rulers = [
            _ruler(nlp, attribute, listed)
            for attribute, listed in (("LOWER", phrases), ("ORTH", words.get("exact", {})))
            if listed
        ]

    def find(self, doc: Doc) -> Iterator[Found]:
        """Give each phrase of a text; of two that overlap the longest."""
        doc.ents = []
        for ruler in self._rulers:
            ruler(doc)
        for span in doc.ents:
            yield Found(span.start_char, span.end_char, span.ent_id_, 1.0)


def _by_occupation(words: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [name, *item.get("words", [])] for name, item in words["occupations"].items()}


def _ruler(nlp: Language, attribute: str, phrases: dict[str, list[str]]) -> EntityRuler:
    ruler = EntityRuler(nlp, phrase_matcher_attr=attribute)
    patterns = [
        {"label": "phrase", "id": value, "pattern": phrase}
        for value, listed in phrases.items()
        for phrase in listed
    ]
    ruler.add_patterns(patterns)
    return ruler
