"""A fact without a source does not pass."""

from dataclasses import replace

import pytest

from operations.content.checks import catalogue, figures, hidden_facts, names, sources
from operations.content.model import Content
from tests.content.breaking import found, with_response, with_text, with_topic

WW = "utter_ww_hoogte_en_duur"


class TestFigures:
    @pytest.mark.parametrize(
        ("sentence", "figure"),
        [
            ("Je krijgt 80 procent van je loon.", "80 procent"),
            ("Je krijgt hooguit € 1.250,50 per maand.", "€ 1.250,50"),
            ("In 2019 was dat meer.", "2019"),
            ("Het duurt vijf maanden.", "vijf maanden"),
            ("Dit geldt vanaf 1 maart 2026.", "1 maart 2026"),
            ("Minstens 3 en hoogstens 38 maanden.", "38 maanden"),
        ],
    )
    def test_one_without_a_source_is_found(
        self, content: Content, sentence: str, figure: str
    ) -> None:
        broken = with_text(content, WW, sentence)
        assert (WW, figure) in found(figures.figures_have_a_source, broken)

    def test_the_same_number_of_another_thing_is_found(self, content: Content) -> None:
        broken = with_text(content, WW, "Je krijgt 75 euro.")
        assert (WW, "75 euro") in found(figures.figures_have_a_source, broken)

    def test_one_of_a_source_that_is_not_named_is_found(self, content: Content) -> None:
        broken = with_response(content, WW, metadata={"sources": []})
        assert (WW, "75 procent") in found(figures.figures_have_a_source, broken)

    def test_a_step_and_what_is_filled_in_are_no_figures(self, content: Content) -> None:
        broken = with_text(content, WW, "4. Kijk op {date} naar {available}.")
        assert not found(figures.figures_have_a_source, broken) - found(
            figures.figures_have_a_source, content
        )


class TestNames:
    @pytest.mark.parametrize(
        ("sentence", "name"),
        [
            ("Vraag het aan de SER.", "SER"),
            ("Ga naar Randstad in je stad.", "Randstad"),
            ("Kijk op werk.nl voor meer.", "werk.nl"),
            ("Doorzaam betaalt mee.", "Doorzaam"),
        ],
    )
    def test_one_without_a_source_is_found(
        self, content: Content, sentence: str, name: str
    ) -> None:
        assert (WW, name) in found(names.names_have_a_source, with_text(content, WW, sentence))

    def test_a_term_of_another_topic_is_found(self, content: Content) -> None:
        broken = with_text(content, WW, "Vraag ook om een transitievergoeding.")
        assert (WW, "transitievergoeding") in found(names.terms_have_a_source, broken)


class TestSources:
    def test_a_factual_answer_without_one_is_found(self, content: Content) -> None:
        broken = with_response(content, WW, metadata={"sources": []})
        assert (WW, "no source") in found(sources.factual_answers_have_sources, broken)

    def test_one_that_the_topic_does_not_have_is_found(self, content: Content) -> None:
        stranger = {"name": "Een krant", "address": "https://krant.example", "page_date": "2026"}
        broken = with_response(content, WW, metadata={"sources": [stranger]})
        assert (WW, "Een krant") in found(sources.sources_are_in_the_catalogue, broken)

    def test_another_date_than_that_of_the_catalogue_is_found(self, content: Content) -> None:
        real = next(r for r in content.responses if r.name == WW).sources[0]
        newer = {**real, "page_date": "2026-11"}
        broken = with_response(content, WW, metadata={"sources": [newer]})
        assert (WW, real["name"]) in found(sources.sources_are_in_the_catalogue, broken)

    def test_a_wrong_word_about_secondary_sources_is_found(self, content: Content) -> None:
        broken = with_response(content, "utter_cv_maken", metadata={"only_secondary": False})
        assert found(sources.secondary_sources_are_marked, broken)


class TestHiddenFacts:
    def test_one_in_other_words_is_found(self, content: Content) -> None:
        told = "Veel opleiders geven je een bedenktijd."
        name = "utter_leerrekening_terugbetaling_annuleren"
        assert (name, told) in found(
            hidden_facts.hidden_facts_stay_hidden, with_text(content, name, told)
        )

    def test_saying_that_we_do_not_know_is_fine(self, content: Content) -> None:
        told = "Of veel opleiders een bedenktijd geven, weet ik niet."
        name = "utter_leerrekening_terugbetaling_annuleren"
        assert (name, told) not in found(
            hidden_facts.hidden_facts_stay_hidden, with_text(content, name, told)
        )


class TestCatalogue:
    def test_a_sourced_fact_without_source_is_found(self, content: Content) -> None:
        facts = content.topics["ww_recht"].facts
        broken = with_topic(content, "ww_recht", facts=(replace(facts[0], sources=()), *facts[1:]))
        assert ("ww_recht", facts[0].text) in found(catalogue.topics_are_sound, broken)

    def test_a_sector_without_a_dated_source_is_found(self, content: Content) -> None:
        sectors = [{**content.sectors[0], "sources": {"krant": {"page_date": "2026"}}}]
        broken = replace(content, sectors=sectors)
        assert (sectors[0]["name"], "krant") in found(catalogue.sectors_are_sound, broken)
