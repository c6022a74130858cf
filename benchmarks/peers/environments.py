"""Where each peer lives, and how it is installed when it is asked for the first time."""

import subprocess

from benchmarks.start import REPOSITORY
from benchmarks.stock_rasa import run as stock_rasa

HERE = REPOSITORY / "benchmarks" / "peers"
BOT_PYTHON = REPOSITORY / "bot" / ".venv" / "bin" / "python"
NLPJS = REPOSITORY / ".tools" / "nlpjs"
STOCK = REPOSITORY / "benchmarks" / "stock_rasa" / "config_diet.yml"

# The command of each peer; the folder with the sentences follows.
PEERS = {
    "ours": [BOT_PYTHON, "-m", "benchmarks.peers.rasa_pipeline", REPOSITORY / "config.yml"],
    "tfidf": [BOT_PYTHON, "-m", "benchmarks.peers.tfidf"],
    "nlpjs": ["node", HERE / "nlpjs.js", NLPJS],
    "diet": [stock_rasa.PYTHON, "-m", "benchmarks.peers.rasa_pipeline", STOCK],
}


def prepare(peer: str) -> None:
    """Install what the peer needs: a stock Rasa, or nlp.js with npm."""
    if peer == "diet":
        stock_rasa.prepare()
    if peer == "nlpjs" and not (NLPJS / "node_modules").exists():
        NLPJS.mkdir(parents=True, exist_ok=True)
        packages = ["@nlpjs/basic", "@nlpjs/lang-nl"]
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(NLPJS), *packages]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
