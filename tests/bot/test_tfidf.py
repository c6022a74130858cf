"""Our weights of n-grams are those of scikit-learn."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.components.tfidf import Tfidf, UnknownAnalyzer

SENTENCES = [
    "Hoeveel staat er op mijn leerrekening?",
    "hoeveel staat er nog op de rekening",
    "Ik wil een cursus Nederlands doen",
    "kan ik mijn cursus  betalen met de leerrekening",
    "u",
    "",
    "ik ik ik wil wil niet",
]


@pytest.mark.parametrize(
    ("ours", "theirs", "shortest", "longest"),
    [("characters", "char_wb", 2, 5), ("characters", "char_wb", 1, 4), ("words", "word", 1, 2)],
)
@pytest.mark.parametrize("fewest", [1, 2])
def test_numbers_are_those_of_scikit_learn(ours, theirs, shortest, longest, fewest):
    reference = TfidfVectorizer(
        analyzer=theirs,
        ngram_range=(shortest, longest),
        token_pattern=r"(?u)\b\w+\b",
        min_df=fewest,
        sublinear_tf=True,
    )
    expected = reference.fit_transform(SENTENCES).toarray()
    tfidf = Tfidf(ours, shortest, longest)
    tfidf.learn(SENTENCES, fewest)
    assert tfidf.ngrams == reference.get_feature_names_out().tolist()
    np.testing.assert_allclose(tfidf.rows(SENTENCES).toarray(), expected, atol=1e-6)


def test_nothing_known_is_an_empty_row():
    tfidf = Tfidf("words", 1, 1)
    tfidf.learn(SENTENCES, 1)
    assert tfidf.rows(["xyz", ""]).nnz == 0


def test_other_analyzer_is_refused():
    with pytest.raises(UnknownAnalyzer):
        Tfidf("sentences", 1, 2)
