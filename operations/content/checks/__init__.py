"""Every check: one question each, asked of everything that was read."""

from collections.abc import Callable, Iterator

from operations.content.checks import (
    buttons,
    catalogue,
    coverage,
    crisis,
    examples,
    figures,
    helplines,
    hidden_facts,
    intents,
    language,
    length,
    measuring_sets,
    metadata,
    names,
    near_duplicates,
    promises,
    readability,
    review,
    sources,
    vocabulary,
)
from operations.content.finding import Finding
from operations.content.model import Content

Check = Callable[[Content], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    catalogue.topics_are_sound,
    catalogue.sectors_are_sound,
    intents.every_intent_is_answered,
    intents.every_response_exists,
    intents.every_response_has_one_home,
    buttons.buttons_lead_somewhere,
    buttons.coach_is_offered,
    coverage.every_topic_is_answered,
    metadata.metadata_is_complete,
    review.nothing_is_overdue,
    review.review_is_no_later_than_the_catalogue,
    sources.factual_answers_have_sources,
    sources.sources_are_in_the_catalogue,
    sources.secondary_sources_are_marked,
    figures.figures_have_a_source,
    names.names_have_a_source,
    names.terms_have_a_source,
    helplines.numbers_are_listed,
    helplines.helplines_are_fresh,
    hidden_facts.hidden_facts_stay_hidden,
    length.answers_are_short,
    language.language_is_plain,
    promises.nothing_is_promised,
    crisis.crisis_text_is_the_same_everywhere,
    examples.no_example_twice,
    examples.enough_examples,
    near_duplicates.no_near_duplicates,
    measuring_sets.nothing_measured_is_taught,
    readability.sentences_are_short,
    vocabulary.words_are_short,
    vocabulary.words_are_common,
)
