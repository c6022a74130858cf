"""`python3 run.py test` runs every step, says how each went, and ends with the counts."""

from pathlib import Path

import pytest

from operations.junit import Counts, read_counts
from tests.operations.house import House, until

# Notes how it was called, and reports two tests that passed, one that failed, one skipped.
FAKE_PYTEST = """
import os, pathlib, sys, time
with open("pytest-was-asked", "a") as file:
    print(*sys.argv[2:], file=file)
pathlib.Path("pytest-environment").write_text("\\n".join(os.environ))
takes = pathlib.Path("pytest-takes")
time.sleep(float(takes.read_text()) if takes.exists() else 0)
report = pathlib.Path(sys.argv[1].removeprefix("--junitxml="))
report.write_text(
    '<testsuites><testsuite tests="4" failures="1" errors="0" skipped="1"/></testsuites>'
)
print("a test said this")
sys.exit(1)
"""


@pytest.fixture
def tools(house: House) -> House:
    """A house with a pytest, ruff and mypy that only pretend."""
    (house.root / "pytest.py").write_text(FAKE_PYTEST)
    for name in ("ruff.py", "mypy.py"):
        (house.root / name).write_text("print('quiet when all is well')\n")
    return house


class TestEverything:
    def test_all_steps_run_and_the_last_line_is_the_sum(self, tools: House) -> None:
        (tools.root / "mypy.py").write_text("raise SystemExit('types are wrong')\n")
        run = tools.test()
        assert run.process.wait(60) == 1
        asked = (tools.root / "pytest-was-asked").read_text().splitlines()
        asked_first = [line[line.index("tests") :].split()[0] for line in asked]
        assert asked_first == ["tests/bot", "tests", "tests/journeys"]
        assert run.output.splitlines()[-1] == "6 passed, 3 failed, 3 skipped"
        assert "types are wrong\n\nTypes FAILED" in run.output
        assert "Lint: done in" in run.output
        assert "quiet when all is well" not in run.output
        assert "FAILED: Types, " in run.output
        assert len(tools.models()) == 1

    def test_missing_browser_is_said_loudly(self, tools: House) -> None:
        run = tools.test("tests/accounts", PATH="/nowhere")
        run.process.wait(60)
        assert "CHROMIUM IS NOT INSTALLED" in run.output.splitlines()[-2]


class TestChosen:
    def test_only_those_run(self, tools: House) -> None:
        run = tools.test("tests/accounts", "-k", "balance")
        assert run.process.wait(60) == 1
        assert (tools.root / "pytest-was-asked").read_text() == "tests/accounts -k balance\n"
        assert "a test said this" in run.output
        assert run.output.splitlines()[-1] == "2 passed, 1 failed, 1 skipped"

    def test_secrets_of_a_real_service_do_not_reach_them(self, tools: House) -> None:
        run = tools.test("tests/accounts", DATABASE_URL="postgresql://real", TELEGRAM_TOKEN="t")
        run.process.wait(60)
        names = (tools.root / "pytest-environment").read_text().split()
        assert "DATABASE_URL" not in names
        assert "TELEGRAM_TOKEN" not in names

    def test_ctrl_c_leaves_nothing(self, tools: House) -> None:
        (tools.root / "pytest-takes").write_text("60")
        run = tools.test("tests/accounts")
        until((tools.root / "pytest-environment").exists)
        assert run.interrupt() == 130
        assert tools.is_empty()


class TestCounts:
    def test_run_without_a_report_counts_as_a_failure(self, tmp_path: Path) -> None:
        assert read_counts(tmp_path / "missing.xml") == Counts(failed=1)
