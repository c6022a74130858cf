"""Measures how well the assistant understands, on sentences it was not taught.

    bot/.venv/bin/python -m benchmarks.nlu [models/NAME.tar.gz] [--own]

Takes the newest model unless one is named. Prints, for each set of tests/nlu: accuracy, top 3,
macro F1, how often it asks back, calibration error and the confusions; out-of-scope recall at 5 %
false alarms, milliseconds a message and the size of the model. Then the same pipeline on the
public Dutch sets where those are present (see benchmarks/public_sets.py); --own leaves them out.
"""

import asyncio
import statistics
import sys
from pathlib import Path

from benchmarks import public_sets
from benchmarks.readings import (
    OUT_OF_SCOPE,
    accuracy,
    by_voice,
    calibration_error,
    confusions,
    keep_quiet,
    macro_f1,
    milliseconds,
    newest_model,
    out_of_scope,
    read_all,
    read_file,
    top_three,
)

ROOT = Path(__file__).resolve().parents[1]
SETS = ROOT / "tests" / "nlu"
FOREIGN = "oos"
# Sets with two columns are one voice; those of several voices say which in a third.
ROUTES = ("routes", "routes2")
OURS = ("intents", "voices", "voices2", "voices3", "voices4")


def main():
    """Read every sentence of the sets with the model, and print the figures."""
    keep_quiet()
    options = [argument for argument in sys.argv[1:] if argument.startswith("--")]
    named = [Path(argument) for argument in sys.argv[1:] if argument not in options]
    model = named[0] if named else newest_model(ROOT)
    print(f"model                       {model.name}, {model.stat().st_size / 1e6:.1f} MB")
    asyncio.run(measure(model))
    if "--own" not in options:
        public_sets.main()


async def measure(model):
    """Print the figures of each set of ours, read as a typed message is."""
    from rasa.core.agent import Agent

    from bot.understanding.message import understand

    agent = Agent.load(str(model))

    async def parse(text):
        # As the gateway passes typed text on: without a slash in front.
        return (await understand(agent, text.lstrip("/ "), "benchmark")).parse

    foreign = [
        reading
        for file in sorted(SETS.glob(f"{FOREIGN}*.tsv"))
        for reading in await read_all(parse, read_file(file))
    ]
    for name in OURS:
        if (SETS / f"{name}.tsv").exists():
            ours = await read_all(parse, read_file(SETS / f"{name}.tsv"))
            print_understanding(name, ours)
            print_out_of_scope(ours, foreign)
            print_confusions(ours)
    for name in ROUTES:
        print_routes(name, await read_all(parse, read_file(SETS / f"{name}.tsv")))


def print_routes(name, readings):
    """Whether harassment, and what may have a legal deadline, comes to the right topic."""
    print(f"\n{name}")
    for kind in ("harassment", "deadline"):
        kin = [r for r in readings if r.sentence.voice == kind]
        print(f"{kind:28}{accuracy(kin):.1%} of {len(kin)} to the right topic")
        print_confusions(kin)


def print_understanding(name, readings):
    """How often it is right, how sure it is, and how quick."""
    asked = statistics.mean(r.intent == "nlu_fallback" for r in readings)
    wrong = statistics.mean(r.intent != "nlu_fallback" and not r.is_right for r in readings)
    wall, cpu = milliseconds(readings)
    print(f"\n{name:28}{len(readings)} sentences")
    print(f"accuracy                    {accuracy(readings):.1%}, top 3 {top_three(readings):.1%}")
    print(f"macro F1                    {macro_f1(readings):.3f}")
    print(f"asked back / answered wrong {asked:.1%} / {wrong:.1%}")
    print(f"calibration error           {calibration_error(readings):.3f}")
    print(f"one message, p50            {wall:.1f} ms, of which CPU {cpu:.1f} ms")
    voices = by_voice(readings)
    if len(voices) > 1:
        shares = ", ".join(f"{voice} {share:.0%}" for voice, share in voices.items())
        print(f"by voice                    {shares}")


def print_out_of_scope(ours, foreign):
    """Recall of out of scope as it runs, and with the threshold that 5 % false alarms allow."""
    as_it_runs = statistics.mean(r.intent in OUT_OF_SCOPE for r in foreign)
    alarms = statistics.mean(r.intent in OUT_OF_SCOPE for r in ours)
    recall, threshold = out_of_scope(ours, foreign)
    print(f"out of scope as it runs     {as_it_runs:.1%}, false alarms {alarms:.1%}")
    print(f"out of scope at 5 % alarms  {recall:.1%} (below a confidence of {threshold:.2f})")


def print_confusions(readings):
    """What was taken for what."""
    for (meant, given), count in confusions(readings):
        print(f"  {count} x {meant} taken for {given}")


if __name__ == "__main__":
    main()
