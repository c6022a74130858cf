"""The real content as it was on the day it was checked, to break it in one place per test."""

from datetime import date

import pytest

from operations.content.model import Content
from operations.content.reading import read
from operations.paths import ROOT

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def content() -> Content:
    """Everything in data/, on the day the facts were last checked."""
    return read(ROOT, TODAY)
