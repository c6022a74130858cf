"""A pipeline of Rasa: ours, or the default one in an environment of its own."""

import asyncio
import os
import sys
import time
from pathlib import Path

import yaml

from benchmarks.peers.scoring import read, report, timed


def main(config, folder):
    """Train, read, and print the figures."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    if config.parent.name != "stock_rasa":
        from benchmarks.readings import keep_quiet

        keep_quiet()
    test = read(folder, "test")
    began = time.process_time()
    model = train(config, folder)
    cpu_seconds = time.process_time() - began
    found, seconds = read_with(model, [sentence for _, sentence in test])
    report(test, found, seconds, cpu_seconds, Path(model).stat().st_size)


def train(config, folder):
    """The path of a model for the sentences of train.tsv."""
    from rasa.model_training import train_nlu

    examples = {}
    for label, sentence in read(folder, "train"):
        examples.setdefault(label, []).append(f"- {sentence}\n")
    nlu = [{"intent": label, "examples": "".join(lines)} for label, lines in examples.items()]
    data = folder / "nlu.yml"
    written = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True)
    data.write_text(written, encoding="utf-8")
    return train_nlu(str(config), str(data), str(folder))


def read_with(model, sentences):
    """The ranking of each sentence, and the seconds that it took."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    loop = asyncio.new_event_loop()

    def ranking(sentence):
        parse = loop.run_until_complete(agent.parse_message(sentence))
        names = [rank["name"] for rank in parse["intent_ranking"]]
        return [name for name in names if name != "nlu_fallback"][:3] or ["nothing"]

    return timed(ranking, sentences)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
