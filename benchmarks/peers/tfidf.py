"""tf-idf of words and pieces of words with logistic regression, as scikit-learn has them."""

import pickle
import sys
import time
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from benchmarks.peers.scoring import read, report, timed


def main(folder):
    """Train, read, and print the figures."""
    labels, sentences = zip(*read(folder, "train"), strict=True)
    test = read(folder, "test")
    began = time.process_time()
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, pieces), LogisticRegression(C=10, max_iter=200))
    model.fit(sentences, labels)
    cpu_seconds = time.process_time() - began

    def ranking(sentence):
        chances = model.predict_proba([sentence])[0]
        return [model.classes_[index] for index in chances.argsort()[::-1][:3]]

    found, seconds = timed(ranking, [sentence for _, sentence in test])
    report(test, found, seconds, cpu_seconds, len(pickle.dumps(model)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
