"""`python -m operations.content` checks everything; `--report` prints the editor's work list."""

import argparse
import sys

from operations.content.checks import CHECKS
from operations.content.exceptions import without_exceptions
from operations.content.finding import Finding
from operations.content.model import Content
from operations.content.reading import read
from operations.content.report import report
from operations.paths import ROOT


def check(content: Content) -> list[Finding]:
    """Everything that was found and not excused; unreadable files first, and alone."""
    if content.unreadable:
        return content.unreadable
    found = [finding for check in CHECKS for finding in check(content)]
    return list(without_exceptions(content, found))


def main() -> int:
    """Print what was found; 1 when any of it is more than a warning."""
    parser = argparse.ArgumentParser(prog="python -m operations.content", description=__doc__)
    parser.add_argument("--report", action="store_true", help="print the editor's work list")
    content = read(ROOT)
    if parser.parse_args().report:
        print("\n".join(report(content)))
        return 0
    findings = check(content)
    faults = [finding for finding in findings if not finding.is_warning]
    print("\n".join(map(str, findings)))
    print(f"{len(faults)} problems, {len(findings) - len(faults)} warnings")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
