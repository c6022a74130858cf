"""Pieces of words and words as tf-idf weights: what a spelling mistake leaves standing."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Text

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.tfidf import Tfidf


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds one tf-idf row per message; used twice in the pipeline, for characters and for words."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Give characters within word boundaries, two to five at a time, heard at least twice."""
        return {
            **SparseFeaturizer.get_default_config(),
            "analyzer": "characters",
            "shortest": 2,
            "longest": 5,
            "fewest_sentences": 2,
            "weight": 1.0,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Name the package that must be installed."""
        return ["scipy"]

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Leave it to Tfidf, which refuses what it cannot do."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        """Build an untrained component."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        """Build the component with the n-grams and weights of a trained model."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            ngrams = json.loads((folder / "ngrams.json").read_text(encoding="utf-8"))
            weights = np.load(folder / "weights.npy", allow_pickle=False)
            component._tfidf.restore(ngrams, weights)
        return component

    def __init__(
        self, config: Dict[Text, Any], name: Text, model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Keep where to store the model; no n-gram is known before training."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._tfidf = Tfidf(config["analyzer"], config["shortest"], config["longest"])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the n-grams of all examples and store them."""
        sentences = [m.get(TEXT) for m in training_data.training_examples if m.get(TEXT)]
        self._tfidf.learn(sentences, self._config["fewest_sentences"])
        with self._model_storage.write_to(self._resource) as folder:
            ngrams = json.dumps(self._tfidf.ngrams)
            (folder / "ngrams.json").write_text(ngrams, encoding="utf-8")
            np.save(folder / "weights.npy", self._tfidf.weights)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all examples in one go."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add one sparse row to each message that has text."""
        spoken = [message for message in messages if message.get(TEXT)]
        if spoken:
            rows = self._tfidf.rows(message.get(TEXT) for message in spoken)
            rows.data *= self._config["weight"]
            for index, message in enumerate(spoken):
                self._add(message, rows[index])
        return messages

    def _add(self, message: Message, row: scipy.sparse.csr_matrix) -> None:
        self.add_features_to_message(sequence=None, sentence=row, attribute=TEXT, message=message)
