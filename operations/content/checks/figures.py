"""Every number, amount, percentage, year and date of an answer is in the facts it quotes."""

import re
from collections.abc import Iterator

from operations.content.checks.helplines import TELEPHONE
from operations.content.checks.sources import quoted_facts
from operations.content.finding import Finding, once
from operations.content.model import Content, Response
from operations.content.quantities import Quantities, Quantity
from operations.content.words import sentences

SITE = re.compile(r"\b\S+\.nl\b")
REMEDY = (
    "It is in no fact of the sources that this answer names (data/catalogue): take it out, or "
    "name the source that says it."
)


def figures_have_a_source(content: Content) -> Iterator[Finding]:
    """Nothing that can be counted is said without a fact that says it."""
    quantities = Quantities(content.editorial["language"])
    for response in content.responses:
        known = list(_known(content, response, quantities))
        for sentence in sentences(SITE.sub(" ", TELEPHONE.sub(" ", response.text))):
            also = _read_on(content, response, sentence, quantities)
            for quantity in once(quantities.find(sentence)):
                if not any(quantity.is_like(fact) for fact in [*known, *also]):
                    yield Finding("figure", response.file, response.name, quantity.shown, REMEDY)


def _known(content: Content, response: Response, quantities: Quantities) -> Iterator[Quantity]:
    """What the quoted facts say, and the years of the pages that are named as sources."""
    topic = content.topic_of(response)
    if not topic:
        return
    for fact in quoted_facts(topic, response):
        yield from quantities.find(fact.text)
    yield from quantities.find(topic.question)
    for source in response.sources:
        yield from quantities.find(f"{source['name']} ; {source['page_date']}")


def _read_on(
    content: Content, response: Response, sentence: str, quantities: Quantities
) -> list[Quantity]:
    """The day of the check, in a sentence that says when we read a page without a date."""
    checked_on = response.metadata.get("checked_on")
    if checked_on and content.editorial["language"]["reading"] in sentence:
        return list(quantities.find(checked_on))
    return []
