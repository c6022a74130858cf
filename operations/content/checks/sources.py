"""Facts have sources, and the sources are those of the catalogue."""

from collections.abc import Iterator

from operations.content.finding import Finding
from operations.content.model import SOURCED, Content, Fact, Item, Response, Source, Topic


def factual_answers_have_sources(content: Content) -> Iterator[Finding]:
    """An answer to a topic names a source, unless it is marked as advice only."""
    for response in content.responses:
        if not response.topic_id:
            continue
        advice_only = bool(response.metadata.get("advice_only"))
        if not response.sources and not advice_only:
            remedy = "Name the sources of its facts, or mark it advice_only when it has no facts."
            yield Finding("source", response.file, response.name, "no source", remedy)
        if response.sources and advice_only:
            remedy = "It names sources: take advice_only away."
            yield Finding("source", response.file, response.name, "advice_only", remedy)


def sources_are_in_the_catalogue(content: Content) -> Iterator[Finding]:
    """Each source belongs to a sourced fact of the topic and is quoted as it is there."""
    for response in content.responses:
        topic = content.topic_of(response)
        for item in response.sources if topic else ():
            name = str(item.get("name"))
            source = find_source(topic, item) if topic else None
            if not source:
                remedy = "No sourced fact of this topic in data/catalogue has this source."
                yield Finding("source", response.file, response.name, name, remedy)
            elif wrong := _differences(response, item, source):
                remedy = f"The catalogue says {wrong}."
                yield Finding("source", response.file, response.name, name, remedy)


def secondary_sources_are_marked(content: Content) -> Iterator[Finding]:
    """The screens may say that only secondary sources were read: exactly where that is so."""
    for response in content.responses:
        topic, marked = content.topic_of(response), response.metadata.get("only_secondary", False)
        is_due = bool(topic and topic.only_secondary and response.sources and not topic.is_flow)
        if response.topic_id and marked != is_due:
            remedy = f"The catalogue says only_secondary: {str(is_due).lower()}."
            what = f"only_secondary: {str(marked).lower()}"
            yield Finding("source", response.file, response.name, what, remedy)


def find_source(topic: Topic, item: Item) -> Source | None:
    """The catalogue's source with this address, or without one when it is our own text."""
    for key, source in topic.sources.items():
        used = any(key in fact.sources for fact in topic.facts if fact.status == SOURCED)
        if used and source.address == item.get("address"):
            return source
    return None


def quoted_facts(topic: Topic, response: Response) -> list[Fact]:
    """The facts that an answer may tell: guidance, and those of the sources it names."""
    named = [item.get("address") for item in response.sources]
    keys = {key for key, source in topic.sources.items() if source.address in named}
    return [
        fact
        for fact in topic.facts
        if fact.may_be_shown
        and (fact.status != SOURCED or response.is_title or keys & set(fact.sources))
    ]


def _differences(response: Response, item: Item, source: Source) -> str:
    expected = {
        "page_date": (item.get("page_date"), source.page_date),
        "kind": (item.get("kind"), source.kind),
        "checked_on": (response.metadata.get("checked_on"), source.checked_on.isoformat()),
    }
    return ", ".join(f"{key} {right}" for key, (said, right) in expected.items() if said != right)
