"""The classifier: right, as sure as it may be, and the same after loading."""

import numpy as np
import pytest
import scipy.sparse
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from bot.components.linear_classifier import LinearIntentClassifier
from bot.components.linear_model import LinearModel, fit
from bot.components.logistic_regression import Mixture, find_temperature
from bot.components.ngram_featurizer import NgramFeaturizer

EXAMPLES = {
    "begroeten": ["hoi", "hallo", "hoi hoi", "hallo daar", "dag", "goedendag", "dag hoor"],
    "saldo": ["mijn saldo", "wat is mijn saldo", "saldo graag", "hoeveel saldo", "saldo nu"],
    "stoppen": ["stop", "ik wil stoppen", "stoppen graag", "stop maar", "nu stoppen"],
}


@pytest.fixture
def problem():
    """Three noisy groups of points, as a sparse and a dense block."""
    numbers = np.random.default_rng(1)
    targets = np.repeat(np.arange(3), 40)
    points = numbers.normal(size=(120, 6)) + 1.5 * np.eye(6)[targets]
    blocks = [scipy.sparse.csr_matrix(points[:, :4]), points[:, 4:]]
    return blocks, points, targets


class TestModel:
    def test_weights_are_those_of_scikit_learn(self, problem):
        _, points, targets = problem
        counts = np.where(targets == 0, 0.25, 1.0)
        mixture = Mixture(points @ points.T, counts)
        one_hot = np.eye(3, dtype=np.float32)[targets]
        table = mixture.solve(np.ones(120, dtype=bool), one_hot, 1.0, 500)
        weights = points.T @ mixture.of_sentences(table)
        peer = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000)
        expected = peer.fit(points, targets, sample_weight=counts).coef_
        np.testing.assert_allclose(weights.T, expected, atol=0.01)

    def test_confidence_matches_how_often_it_is_right(self):
        numbers = np.random.default_rng(2)
        truth = numbers.normal(size=(5000, 4))
        chances = np.exp(truth) / np.exp(truth).sum(axis=1, keepdims=True)
        targets = np.array([numbers.choice(4, p=row) for row in chances])
        assert find_temperature(3.0 * truth, targets) == pytest.approx(3.0, rel=0.1)

    def test_probabilities_sum_to_one_and_find_the_group(self, problem):
        blocks, _, targets = problem
        model = fit(blocks, [f"groep_{target}" for target in targets], 1.0, 50, 90)
        rows = model.probabilities(blocks)
        np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-5)
        assert (rows.argmax(axis=1) == targets).mean() > 0.8

    def test_loading_changes_nothing(self, problem, tmp_path):
        blocks, _, targets = problem
        model = fit(blocks, [str(target) for target in targets], 1.0, 50, 90)
        model.save(tmp_path)
        loaded = LinearModel.load(tmp_path)
        assert loaded.labels == model.labels
        np.testing.assert_array_equal(loaded.probabilities(blocks), model.probabilities(blocks))
        assert {file.suffix for file in tmp_path.iterdir()} == {".npz", ".json"}

    def test_one_sentence_per_intent_is_enough_to_train(self):
        model = fit([np.eye(2)], ["een", "twee"], 30.0, 20, 90)
        assert model.probabilities([np.eye(2)]).argmax(axis=1).tolist() == [0, 1]


class TestComponents:
    @pytest.fixture
    def storage(self, tmp_path):
        return LocalModelStorage(tmp_path)

    @pytest.fixture
    def context(self):
        class Context:
            node_name = "onderdeel"

        return Context()

    def train(self, storage, context):
        examples = [
            Message({TEXT: text, INTENT: intent})
            for intent, texts in EXAMPLES.items()
            for text in texts
        ]
        data = TrainingData(examples)
        parts = []
        for kind in (NgramFeaturizer, LinearIntentClassifier):
            part = kind.create(kind.get_default_config(), storage, Resource(kind.__name__), context)
            part.train(data)
            parts.append(part)
            if isinstance(part, NgramFeaturizer):
                part.process_training_data(data)
        return parts

    def load(self, storage, context):
        return [
            kind.load(kind.get_default_config(), storage, Resource(kind.__name__), context)
            for kind in (NgramFeaturizer, LinearIntentClassifier)
        ]

    def understand(self, parts, text):
        messages = [Message({TEXT: text})]
        for part in parts:
            messages = part.process(messages)
        return messages[0]

    def test_ranking_is_ordered_and_begins_with_the_intent(self, storage, context):
        message = self.understand(self.train(storage, context), "wat is mijn saldo dan")
        ranking = message.get("intent_ranking")
        confidences = [rank["confidence"] for rank in ranking]
        assert message.get(INTENT) == ranking[0]
        assert ranking[0]["name"] == "saldo"
        assert confidences == sorted(confidences, reverse=True)

    def test_loaded_components_say_the_same(self, storage, context):
        trained, loaded = self.train(storage, context), self.load(storage, context)
        for text in ("hallo", "stop nu", "iets anders"):
            before, after = self.understand(trained, text), self.understand(loaded, text)
            assert before.get("intent_ranking") == after.get("intent_ranking")

    def test_no_text_is_no_intent(self, storage, context):
        message = self.understand(self.train(storage, context), "")
        assert message.get(INTENT) == {"name": None, "confidence": 0.0}
