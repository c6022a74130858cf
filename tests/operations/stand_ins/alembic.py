"""Stands in for Alembic: `migrate-takes` holds how many seconds it takes."""

import time
from pathlib import Path

takes = Path("migrate-takes")
time.sleep(float(takes.read_text()) if takes.exists() else 0)
