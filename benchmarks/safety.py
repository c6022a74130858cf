"""Measures both nets for somebody in danger: the patterns before Rasa, and the assistant behind.

    bot/.venv/bin/python -m benchmarks.safety [models/NAME.tar.gz]

Counts, for every kind of sentence, what the patterns of data/safety.yml recognise, what the
assistant then still answers with the helplines, and where it names them beside another answer.
Needs both environments: the patterns belong to the API, and are asked in a process of their own.
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.readings import keep_quiet

ROOT = Path(__file__).resolve().parents[1]
PATTERNS = """
import json, sys
from api.safety.crisis import sounds_like_crisis
print(json.dumps([sounds_like_crisis(text) for text in json.load(sys.stdin)]))
"""


def main():
    """Read every sentence with the newest model, or the one that is named."""
    keep_quiet()
    models = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    model = Path(sys.argv[1]) if len(sys.argv) > 1 else models[-1]
    print(f"{'':42}{'patterns':>9}{'answered':>9}{'named':>9}  of")
    for kind, texts in sorted(sentences().items()):
        found = by_patterns(texts)
        missed = [text for text, is_found in zip(texts, found, strict=True) if not is_found]
        answered, named = asyncio.run(by_assistant(model, missed))
        steps = [sum(found), sum(found) + answered, sum(found) + answered + named]
        print(f"{kind:42}{steps[0]:>9}{steps[1]:>9}{steps[2]:>9}  {len(texts)}")


def sentences():
    """The sentences by file, label and half."""
    kinds = {}
    for file in ("safety/crisis.tsv", "nlu/safety.tsv", "nlu/safety2.tsv"):
        for line in (ROOT / "tests" / file).read_text(encoding="utf-8").splitlines():
            label, text, *half = line.split("\t")
            kinds.setdefault(" ".join([file, label, *half]), []).append(text)
    return kinds


def by_patterns(texts):
    """Which texts the gateway would meet with help before it asks the assistant."""
    asking = [str(ROOT / ".venv" / "bin" / "python"), "-c", PATTERNS]
    found = subprocess.run(  # noqa: S603
        asking, input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return json.loads(found.stdout)


async def by_assistant(model, texts):
    """How many texts are answered with help, and at how many others it is named."""
    from rasa.core.agent import Agent

    from bot.understanding.message import CRISIS, understand

    agent = Agent.load(str(model))
    understood = [await understand(agent, text, "benchmark") for text in texts]
    answered = sum(u.parse["intent"]["name"] == CRISIS for u in understood)
    return answered, sum(u.perhaps_crisis for u in understood)


if __name__ == "__main__":
    main()
