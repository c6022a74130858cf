"""How a hand-off ends: what became of it, and what was agreed in three short fields."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.console.words import words
from api.conversations.gateway import EmptyMessage, readable
from api.escalations.tables import Outcome
from api.safety.personal_data import mask_personal_numbers


class Step(StrEnum):
    """Closing is done in two steps, with a way back."""

    REVIEW = "review"
    EDIT = "edit"
    CLOSE = "close"


class Agreements(BaseModel):
    """Who does what, and when; each may be empty. The outcome is for ourselves."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    who: str = Field(default="", max_length=200)
    what: str = Field(default="", max_length=1000)
    when: str = Field(default="", max_length=200)
    outcome: Outcome | None = None
    step: Step = Step.REVIEW

    @field_validator("who", "what", "when")
    @classmethod
    def _fit_to_keep(cls, text: str) -> str:
        try:
            return fit_to_keep(text)
        except EmptyMessage:
            return ""

    @property
    def text(self) -> str:
        """What was agreed, one line for each field that is filled in."""
        lines = {"who": self.who, "what": self.what, "when": self.when}
        return "\n".join(
            words(f"agreement_{key}", text=text) for key, text in lines.items() if text
        )


def fit_to_keep(text: str) -> str:
    """A coach's words as they are kept: line ends as we write them, no personal numbers.

    Raises EmptyMessage or MessageTooLong.
    """
    return mask_personal_numbers(readable(text.replace("\r\n", "\n"))).text
