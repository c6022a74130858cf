"""Puts the same sentences through us and through others, side by side in one run.

    .venv/bin/python -m benchmarks.peers [--without diet,nlpjs] [--sets own,massive] [--seeds 0,1,2]

Others are Rasa's default pipeline (DIET; in an environment of its own), nlp.js (from npm, into
.tools) and tf-idf with logistic regression (scikit-learn). The data: what we teach the assistant
and our own set tests/nlu/intents.tsv; and MASSIVE nl-NL with twenty sentences an intent, where
../shared/eval holds it. DIET takes over a quarter of an hour a set; --without leaves peers out.
Prints accuracy, top 3, CPU seconds of training, milliseconds a message and megabytes of model.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from benchmarks.peers.data import massive_sentences, our_sentences, write
from benchmarks.peers.environments import PEERS, prepare


def main() -> None:
    """Run every peer on every set, and print one line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", default="", help="peers to leave out, with commas")
    parser.add_argument("--sets", default="own,massive", help="own, massive or both")
    parser.add_argument("--seeds", default="0", help="the seeds of MASSIVE, with commas")
    chosen = parser.parse_args()
    peers = [peer for peer in PEERS if peer not in chosen.without.split(",")]
    sets = {"our own": our_sentences()} if "own" in chosen.sets else {}
    if "massive" in chosen.sets:
        sets |= massive_sentences(chosen.seeds.split(","))
    for peer in peers:
        prepare(peer)
    for name, (examples, test) in sets.items():
        print(f"{name}: {len(examples)} examples, {len(test)} sentences to understand")
        with tempfile.TemporaryDirectory(prefix="peers-") as folder:
            write(Path(folder), examples, test)
            for peer in peers:
                print(line(peer, measure(peer, folder)), flush=True)


def measure(peer: str, folder: str) -> dict[str, float]:
    """What a peer says of itself: it trains on the folder's train.tsv and reads its test.tsv."""
    found = subprocess.run(  # noqa: S603
        [*PEERS[peer], folder], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    figures: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return figures


def line(peer: str, found: dict[str, float]) -> str:
    """One row of the table."""
    return (
        f"  {peer:8} {found['accuracy']:6.1%}  top 3 {found['top_three']:6.1%}  "
        f"{found['training_cpu_seconds']:7.1f} CPU s  {found['milliseconds']:6.2f} ms  "
        f"{found['model_bytes'] / 1e6:6.1f} MB"
    )


if __name__ == "__main__":
    main()
