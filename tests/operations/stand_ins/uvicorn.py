"""Stands in for uvicorn in the tests of operations: any app is a health address."""

import argparse
import sys
from pathlib import Path

import server

parser = argparse.ArgumentParser()
parser.add_argument("app")
parser.add_argument("--port", type=int)
arguments, _ = parser.parse_known_args()
name = arguments.app.partition(".")[0]
if Path(f"{name}-is-broken").exists():
    sys.exit(f"{name} is broken")
server.serve(name, arguments.port)
