"""Sentences are readable at B1; docs/readability.md says where each limit comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

from operations.content.finding import Finding
from operations.content.model import Content, Passage, Response
from operations.content.words import sentences, word_count, words

FEWEST_WORDS = 20  # the mean of fewer words says nothing


@dataclass(frozen=True)
class Limits:
    """What a reader can take: sentences in words, words in letters, frequency in Zipf."""

    sentence: int
    mean_sentence: float
    word: int = 14  # a longer word is listed with its reason
    mean_word: float = 5.1
    rare: float = 3.0  # once in a million words; a rarer word is listed with its reason
    rare_share: float = 0.10  # of all words, listed or not; names do not count
    mean_frequency: float = 4.7  # over all words but the commonest and the listed ones


B1 = Limits(sentence=15, mean_sentence=10.0)
A2 = Limits(sentence=12, mean_sentence=9.0)


def limits(passage: Passage | Response) -> Limits:
    """B1, and A2 for a simpler version."""
    return A2 if passage.is_simpler else B1


def has_means(passage: Passage | Response) -> bool:
    """Whether it is long enough for a mean to say something."""
    return len(words(passage.text)) >= FEWEST_WORDS


def sentences_are_short(content: Content) -> Iterator[Finding]:
    """No long sentence in any text, and short sentences on average in a response."""
    for passage in content.passages:
        limit = limits(passage)
        counts = {sentence: word_count(sentence) for sentence in sentences(passage.text)}
        for sentence, count in counts.items():
            if count > limit.sentence:
                remedy = f"It has {count} words: split it, {limit.sentence} is the most."
                yield Finding("sentence", passage.file, passage.place, sentence, remedy)
        if not passage.is_response or not has_means(passage):
            continue
        if (mean := fmean(counts.values())) > limit.mean_sentence:
            remedy = f"Split some sentences: {limit.mean_sentence:.0f} is the most on average."
            what = f"{mean:.1f} words a sentence"
            yield Finding("mean_sentence", passage.file, passage.place, what, remedy)
