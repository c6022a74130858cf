"""Where a legal term may run, no answer counts days, and a person comes first."""

import re
from pathlib import Path

import pytest
import yaml

from api.escalations.topics import get_subjects

RESPONSES = Path(__file__).parents[2] / "data" / "responses"
MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
COUNT = r"\d+|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|veertien|twintig"
TERM = re.compile(
    rf"\b({COUNT}) (werk|kalender)?(dag|dagen|week|weken|maand|maanden)\b|\b\d{{1,2}} ({MONTHS})\b",
    re.I,
)
TOPICS = get_subjects().urgent["legal_deadline"]


def answers() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in RESPONSES.glob("*.yml"):
        responses = yaml.safe_load(file.read_text(encoding="utf-8"))["responses"]
        found |= {name: texts[0].get("text", "") for name, texts in responses.items()}
    return found


@pytest.mark.parametrize("topic", TOPICS)
def test_answer_says_that_a_term_may_run_and_not_how_long(topic: str) -> None:
    text = answers()[f"utter_{topic}"]
    assert "korte termijn" in text
    assert not TERM.search(text), TERM.search(text)
    assert not TERM.search(answers()[f"utter_simpeler_{topic}"])


@pytest.mark.parametrize("topic", TOPICS)
def test_worker_goes_first_in_the_queue(topic: str) -> None:
    assert get_subjects().is_urgent(topic)
