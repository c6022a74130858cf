"""The whole gate: the real content passes, and the editor gets a work list."""

from dataclasses import replace
from pathlib import Path

import pytest

from operations.content.__main__ import check
from operations.content.exceptions import without_exceptions
from operations.content.finding import Finding
from operations.content.model import Content, Fact
from operations.content.reading import read
from operations.content.report import report


def test_the_real_content_passes(content: Content) -> None:
    assert [str(finding) for finding in check(content) if not finding.is_warning] == []


def test_a_finding_says_where_what_and_what_to_do() -> None:
    finding = Finding("length", Path("data/responses/a.yml"), "utter_a", "81 words", "Cut it.")
    assert str(finding) == "data/responses/a.yml: utter_a: length: “81 words”. Cut it."


def test_an_exception_that_nothing_needs_is_a_fault(content: Content) -> None:
    listed = {"length": [{"place": "utter_a", "what": "81 words", "reason": "once needed"}]}
    kept = replace(content, editorial={**content.editorial, "exceptions": listed})
    assert [f.check for f in without_exceptions(kept, [])] == ["exception"]


def test_an_exception_needs_a_reason(content: Content) -> None:
    finding = Finding("length", Path("a.yml"), "utter_a", "81 words", "Cut it.")
    listed = {"length": [{"place": "utter_a", "what": "81 words"}]}
    kept = replace(content, editorial={**content.editorial, "exceptions": listed})
    assert [f.remedy for f in without_exceptions(kept, [finding])] == ["Give a reason."]


@pytest.mark.parametrize("text", ["responses:\n  a: 1\n  a: 2\n", "responses: [", "\xff"])
def test_a_file_that_cannot_be_read_stops_the_rest(tmp_path: Path, text: str) -> None:
    (tmp_path / "data" / "responses").mkdir(parents=True)
    (tmp_path / "domain.yml").write_text("intents: []\n")
    (tmp_path / "data" / "responses" / "a.yml").write_bytes(text.encode("latin-1"))
    assert [f.file for f in check(read(tmp_path))] == [Path("data/responses/a.yml")]


def test_the_catalogue_holds_every_topic_and_sector(content: Content) -> None:
    assert sum(not topic.is_flow for topic in content.topics.values()) == 90
    assert len(content.sectors) == 26


def test_the_work_list_names_hidden_facts_reviews_and_exceptions(content: Content) -> None:
    hidden: list[Fact] = [
        fact
        for topic in content.topics.values()
        if not topic.is_flow
        for fact in topic.facts
        if not fact.may_be_shown
    ]
    lines = "\n".join(report(content))
    assert len(hidden) == 42
    assert all(fact.text in lines for fact in hidden)
    assert "2026-12-15 ww_kabinetsplannen" in lines
    assert "figure: utter_crisis_zelfdoding" in lines
