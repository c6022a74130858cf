"""Where things are; `VAR_FOLDER` moves everything that is made while running."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / os.environ.get("VAR_FOLDER", "var")
LOGS = VAR / "log"
MODELS = ROOT / "models"
PYTHON = ROOT / ".venv" / "bin" / "python"
BOT_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
