"""What a message names: amounts, days, sectors, occupations, education and how somebody works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.amounts import Amounts
from bot.components.dates import Dates
from bot.components.dutch import BLANK, load_dutch
from bot.components.entity_data import Found
from bot.components.phrases import LISTS, Phrases

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Give the present moment; a test passes its own clock."""
    return datetime.now(AMSTERDAM)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DutchEntities(GraphComponent, EntityExtractorMixin):
    """Adds entities by the words of data/entities; it learns nothing and is no part of training."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Name the spaCy model whose tokens it reads."""
        return {"model": BLANK}

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be installed."""
        return ["spacy", "text_to_num", "dateutil"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DutchEntities:
        """Build the component with the words as they are now."""
        return cls(config)

    def __init__(self, config: dict[str, Any], clock: Callable[[], datetime] = now) -> None:
        """Read the words; `clock` gives the moment that "morgen" is counted from."""
        self._nlp = load_dutch(config["model"])
        self._clock = clock
        self._lists = {name: Phrases(self._nlp, name) for name in LISTS}
        self._amounts, self._dates = Amounts(), Dates()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message, after those that are there."""
        for message in messages:
            entities = self.extract(message.get(TEXT) or "")
            found = self.add_extractor_name(entities)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def extract(self, text: str) -> list[dict[str, Any]]:
        """Give the entities of a text in Rasa's form, in the order in which they stand."""
        found = sorted(self._find(text), key=lambda item: (item[1].start, item[0]))
        return [
            {
                "entity": entity,
                "start": item.start,
                "end": item.end,
                "value": item.value,
                "confidence": item.confidence,
            }
            for entity, item in found
        ]

    def _find(self, text: str) -> Iterator[tuple[str, Found]]:
        doc = self._nlp.make_doc(text)
        today = self._clock().astimezone(AMSTERDAM).date()
        dates = list(self._dates.find(text, today))
        for item in self._amounts.find(doc):
            if not any(item.start < day.end and day.start < item.end for day in dates):
                yield "amount_cents", item
        yield from (("date", item) for item in dates)
        for entity, phrases in self._lists.items():
            yield from ((entity, item) for item in phrases.find(doc))
