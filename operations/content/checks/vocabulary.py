"""Words are short and common; docs/readability.md says where each limit comes from."""

from collections.abc import Callable, Iterator
from functools import cache
from statistics import fmean

from wordfreq import top_n_list, zipf_frequency

from operations.content.checks.names import names_in, names_of_the_catalogue
from operations.content.checks.readability import B1, has_means
from operations.content.finding import Finding, once
from operations.content.model import Content, Response
from operations.content.words import words

LANGUAGE = "nl"
FUNCTION_WORDS = 100  # the commonest words say nothing about how hard a text is


def words_are_short(content: Content) -> Iterator[Finding]:
    """No long word that is not listed, and short words on average."""
    yield from _unlisted(content, "long_word", lambda word: len(word) > B1.word)
    for response in filter(has_means, content.responses):
        if (mean := fmean(map(len, words(response.text)))) > B1.mean_word:
            remedy = f"Use shorter words: {B1.mean_word} at most."
            what = f"{mean:.2f} letters a word"
            yield Finding("mean_word", response.file, response.name, what, remedy)


def words_are_common(content: Content) -> Iterator[Finding]:
    """No rare word that is not listed, few rare words at all, and common words on average."""
    yield from _unlisted(content, "rare_word", is_rare)
    for response in filter(has_means, content.responses):
        said = _words_but_names(content, response)
        if (share := fmean(map(is_rare, said))) > B1.rare_share:
            what, remedy = f"{share:.0%} rare words", f"Use fewer: {B1.rare_share:.0%} at most."
            yield Finding("rare_share", response.file, response.name, what, remedy)
        passed = listed(content) | _function_words()
        mean = fmean(frequency(word) for word in said if word.lower() not in passed)
        if mean < B1.mean_frequency:
            what = f"mean frequency {mean:.2f}"
            remedy = f"Use everyday words: {B1.mean_frequency} (Zipf) at least."
            yield Finding("mean_frequency", response.file, response.name, what, remedy)


def frequency(word: str) -> float:
    """How common a word is: the Zipf scale, from 0 (never seen) to 8."""
    return zipf_frequency(word, LANGUAGE)


def is_rare(word: str) -> bool:
    """Whether it is seen less than once in a million words."""
    return frequency(word) < B1.rare


def listed(content: Content) -> set[str]:
    """The hard words that editors allow, in data/editorial/words.yml."""
    return {word for words in content.editorial["words"].values() for word in words}


@cache
def _function_words() -> frozenset[str]:
    return frozenset(top_n_list(LANGUAGE, FUNCTION_WORDS))


def _unlisted(content: Content, check: str, is_hard: Callable[[str], bool]) -> Iterator[Finding]:
    remedy = "Use another word, or list it with a reason in data/editorial/words.yml."
    allowed = listed(content)
    for response in content.responses:
        for word in once(iter(_words_but_names(content, response))):
            if is_hard(word) and word.lower() not in allowed:
                yield Finding(check, response.file, response.name, word, remedy)


def _words_but_names(content: Content, response: Response) -> list[str]:
    """The words that are no part of a name: “Youfit@retail” has two of those."""
    names = names_in(response.text, names_of_the_catalogue(content))
    parts = {word for name in names for word in words(name)}
    return [word for word in words(response.text) if word not in parts]
