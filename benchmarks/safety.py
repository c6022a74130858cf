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

from benchmarks.readings import keep_quiet, newest_model

ROOT = Path(__file__).resolve().parents[1]
PATTERNS = """
import json, sys
from api.safety.crisis import sounds_like_crisis
print(json.dumps([sounds_like_crisis(text) for text in json.load(sys.stdin)]))
"""


def main():
    """Read every sentence with the newest model, or the one that is named."""
    keep_quiet()
    model = Path(sys.argv[1]) if len(sys.argv) > 1 else newest_model(ROOT)
    asyncio.run(measure(model, sentences()))


async def measure(model, kinds):
    """Print a line for each kind of sentence."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    known = by_patterns([text for texts in kinds.values() for text in texts])
    print(f"{'':42}{'patterns':>9}{'answered':>9}{'named':>9}  of")
    for kind, texts in sorted(kinds.items()):
        missed = [text for text in texts if text not in known]
        answered, named = await by_assistant(agent, missed)
        found = len(texts) - len(missed)
        steps = f"{found:>9}{found + answered:>9}{found + answered + named:>9}"
        print(f"{kind:42}{steps}  {len(texts)}")


def sentences():
    """The sentences by file, label and half."""
    kinds = {}
    for file in ("safety/crisis.tsv", "nlu/safety.tsv", "nlu/safety2.tsv"):
        for line in (ROOT / "tests" / file).read_text(encoding="utf-8").splitlines():
            label, text, *half = line.split("\t")
            kinds.setdefault(" ".join([file, label, *half]), []).append(text)
    return kinds


def by_patterns(texts):
    """The texts that the gateway would meet with help before it asks the assistant."""
    asking = [str(ROOT / ".venv" / "bin" / "python"), "-c", PATTERNS]
    found = subprocess.run(  # noqa: S603
        asking, input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return {
        text for text, is_found in zip(texts, json.loads(found.stdout), strict=True) if is_found
    }


async def by_assistant(agent, texts):
    """How many texts are answered with help, and at how many others it is named."""
    from bot.understanding.message import CRISIS, understand

    understood = [await understand(agent, text, "benchmark") for text in texts]
    answered = sum(u.parse["intent"]["name"] == CRISIS for u in understood)
    return answered, sum(u.perhaps_crisis for u in understood)


if __name__ == "__main__":
    main()
