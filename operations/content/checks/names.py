"""Every proper name and abbreviation of an answer is in the facts it quotes."""

import re
from collections.abc import Iterator
from functools import cache

from operations.content.checks.sources import quoted_facts
from operations.content.finding import Finding, once
from operations.content.model import Content, Response
from operations.content.words import PLACEHOLDER, sentences, words

# “O&O-fonds”, “A+O”, “Youfit@retail” and “113.nl” are one name.
TOKEN = re.compile(r"(?<![\w&+@.])[^\W_][\w&+@]*(?:[.](?=\w)[\w&+@]+)*")
SHORTEST_STEM = 6
OPENING = "'‘“\"(:"
SITE = re.compile(r"\w\.(?:nl|com|org|eu)\b")
REMEDY = (
    "No fact or source that this answer names has it: take it out, name the source that says it, "
    "or list it in data/editorial/common_names.yml with a reason."
)


def names_have_a_source(content: Content) -> Iterator[Finding]:
    """No law, organisation, place, person, abbreviation or site is named without a source."""
    common = set(content.editorial["common_names"])
    listed = names_of_the_catalogue(content)
    for response in content.responses:
        known = common | set(_known(content, response))
        for name in once(names_in(response.text, listed)):
            if name not in known:
                yield Finding("name", response.file, response.name, name, REMEDY)


def terms_have_a_source(content: Content) -> Iterator[Finding]:
    """A term of data/editorial/words.yml stands only where a fact of the topic uses it."""
    terms = content.editorial["words"]["terms"]
    for response in content.responses:
        known = {word.lower() for word in _known(content, response)}
        for word in once(word.lower() for word in words(response.text)):
            if response.topic_id and word in terms and not _is_known(word, known):
                yield Finding("term", response.file, response.name, word, REMEDY)


def _is_known(term: str, known: set[str]) -> bool:
    """Whether it is there, also as a plural or inside a longer word."""
    stem = term.removesuffix("en").removesuffix("s")
    return any(stem in word or word in term for word in known if len(word) >= SHORTEST_STEM)


def _known(content: Content, response: Response) -> Iterator[str]:
    topic = content.topic_of(response)
    if topic:
        for text in [topic.question, *(fact.text for fact in quoted_facts(topic, response))]:
            yield from TOKEN.findall(text)
    for source in response.sources:
        yield from TOKEN.findall(source["name"])
    for line in content.helplines:
        if str(line["number"]) in response.text:
            yield from TOKEN.findall(f"{line['name']} {line.get('site', '')}")


@cache
def names_of_the_catalogue(content: Content) -> set[str]:
    """Words that are a name somewhere: also at the start of a sentence they are one."""
    texts = [fact.text for topic in content.topics.values() for fact in topic.facts]
    names = {name for text in texts for name in names_in(text, set())}
    # “Tweede Kamer” makes no name of “tweede”.
    said = {word for r in content.responses for word in TOKEN.findall(r.text)}
    return {name for name in names if name.lower() not in said}


def names_in(text: str, listed: set[str]) -> Iterator[str]:
    """Capitalised words inside a sentence, abbreviations, sites, and listed names anywhere."""
    for sentence in sentences(PLACEHOLDER.sub(" ", text)):
        for found in TOKEN.finditer(sentence):
            name, before = found[0], sentence[: found.start()].rstrip()
            opens = not before or before[-1] in OPENING
            is_capital = name[0].isupper() and not opens
            is_short_name = any(letter.isupper() for letter in name[1:])
            if is_capital or is_short_name or SITE.search(name) or name in listed:
                yield name
