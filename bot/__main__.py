"""Rasa's own command line, repaired: `python -m bot train`, `python -m bot run`, ..."""

import os
import sys
import warnings
from pathlib import Path
from typing import Dict, Text

# Only names and addresses have defaults; the channel refuses to start without a token.
_DEFAULTS: Dict[Text, Text] = {
    "ACTIONS_URL": "http://127.0.0.1:5055/webhook",
    "ACTIONS_TOKEN": "",
    "ASSISTANT_TOKEN": "",
    "TRACKER_DATABASE_URL": "sqlite:///var/tracker.db",
    "OMP_NUM_THREADS": "1",  # more BLAS threads only spin: twice the CPU time, no faster
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TQDM_DISABLE": "1",  # a bar for a hundred rules, thousands of characters in a log
}


def main() -> None:
    """Set defaults, repair Rasa, and hand over to its command line."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    # Libraries of 2023 warn of each other on every start; nothing here can act on it.
    warnings.simplefilter("ignore", DeprecationWarning)
    sys.path.insert(0, str(Path.cwd()))
    from bot import compat, quiet_logs

    compat.apply_repairs()
    quiet_logs.keep_workers_out_of_logs()
    from rasa.__main__ import main as rasa_main

    rasa_main()


if __name__ == "__main__":
    main()
