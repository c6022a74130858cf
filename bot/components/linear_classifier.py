"""The intent classifier: multinomial logistic regression over all sentence features."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Text, Type

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.linear_model import Block, LinearModel, fit
from bot.components.threads import all_cores


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks intents by probability; stored as plain arrays and JSON, never as code."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """Ask for at least one featurizer before this component."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Give what the fit needs, and the number of intents in the ranking.

        An intent with more than `most_sentences` examples weighs no more than that many.
        """
        return {
            "inverse_regularisation": 10.0,
            "iterations": 25,
            "most_sentences": 90,
            "ranking_length": 10,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Name the package that must be installed."""
        return ["scipy"]

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Build an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Build the component with the weights of a trained model."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._model = LinearModel.load(folder)
        return component

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Keep where to store the model; there is none before training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: Optional[LinearModel] = None

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the weights on every example that has an intent and store them."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        with all_cores():
            self._model = fit(
                _blocks(examples),
                [m.get(INTENT) for m in examples],
                self._config["inverse_regularisation"],
                self._config["iterations"],
                self._config["most_sentences"],
            )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent and the ranking of each message; no features means no intent."""
        for message in messages:
            ranking = self._ranking(message)
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> List[Dict[Text, Any]]:
        if self._model is None or not message.features:
            return []
        row = self._model.probabilities(_blocks([message]))[0]
        best = np.argsort(-row)[: self._config["ranking_length"]]
        return [{"name": self._model.labels[i], "confidence": float(row[i])} for i in best]


def _blocks(messages: List[Message]) -> List[Block]:
    """Stack what each featurizer said of the messages, one row per message."""
    return [_stack(column) for column in zip(*map(_sentence_features, messages), strict=True)]


def _sentence_features(message: Message) -> List[Block]:
    return [
        features.features
        for features in message.features
        if features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE
    ]


def _stack(rows: Sequence[Block]) -> Block:
    if len(rows) == 1:
        return rows[0]
    if scipy.sparse.issparse(rows[0]):
        return scipy.sparse.vstack(rows, format="csr")
    return np.vstack(rows)
