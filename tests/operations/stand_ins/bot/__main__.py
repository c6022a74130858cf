"""Stands in for Rasa: trains by writing a file, runs by answering a health address."""

import argparse
import os
import sys
import time
from pathlib import Path

import server

parser = argparse.ArgumentParser()
parser.add_argument("command")
parser.add_argument("--port", type=int)
parser.add_argument("--out", type=Path)
parser.add_argument("--fixed-model-name")
arguments, _ = parser.parse_known_args()
if arguments.command == "run":
    server.serve("rasa", arguments.port)
elif arguments.command == "data":
    print("the data is fine")
elif Path("training-is-broken").exists():
    sys.exit("domain.yml makes no sense")
else:
    model = arguments.out / f"{arguments.fixed_model_name}.tar.gz"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"half")
    takes = Path("training-takes")
    time.sleep(float(takes.read_text()) if takes.exists() else 0)
    model.write_bytes(os.urandom(16))
