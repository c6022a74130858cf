"""A small assistant, really trained and really running, with a scripted action server."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOKEN = "assistant"

DOMAIN = """
version: "3.1"
intents: [begroeten, saldo, stuk, andere_vraag, buiten_bereik, crisis_zelfdoding]
entities: [sector, language]
actions: [action_balance, action_fails]
responses:
  utter_begroeten:
  - text: Hoi
    buttons:
    - {title: Saldo, payload: /saldo}
    metadata: {kind: small_talk}
  utter_andere_vraag:
  - text: Antwoord
  utter_buiten_bereik:
  - text: Daar help ik niet mee
  utter_saldo:
  - text: "Er staat {amount}"
    metadata: {topic: saldo}
  utter_crisis_zelfdoding:
  - text: Bel 113
  utter_misschien_crisis:
  - text: Gaat het niet goed? Bel 113
    buttons:
    - {title: Coach, payload: /andere_vraag}
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
"""
NLU = """
version: "3.1"
nlu:
- intent: begroeten
  examples: |
    - hoi
    - hallo
    - goedemorgen
    - dag daar
    - hoi hoi
- intent: saldo
  examples: |
    - hoeveel geld heb ik nog
    - wat staat er op mijn rekening
    - mijn saldo graag
    - hoeveel staat erop
    - laat mijn geld zien
- intent: stuk
  examples: |
    - maak iets stuk
    - ga eens stuk
    - doe iets wat mislukt
    - laat het misgaan
    - breek het
- intent: andere_vraag
  examples: |
    - een andere vraag
    - iets heel anders
    - wat anders dan
    - nog een andere vraag
    - vraag over wat anders
- intent: crisis_zelfdoding
  examples: |
    - ik wil niet meer leven
    - het leven hoeft niet meer voor mij
    - ik kan niet meer verder leven
    - ik zie het leven niet zitten
    - leven heeft geen zin
- intent: buiten_bereik
  examples: |
    - wat wordt het weer
    - wie wint het voetbal
    - een recept voor soep
    - hoe laat is het
    - vertel een mop
"""
RULES = """
version: "3.1"
rules:
- rule: begroeten
  steps: [{intent: begroeten}, {action: utter_begroeten}]
- rule: saldo
  steps: [{intent: saldo}, {action: action_balance}]
- rule: stuk
  steps: [{intent: stuk}, {action: action_fails}]
- rule: andere_vraag
  steps: [{intent: andere_vraag}, {action: utter_andere_vraag}]
- rule: buiten_bereik
  steps: [{intent: buiten_bereik}, {action: utter_buiten_bereik}]
- rule: crisis_zelfdoding
  steps: [{intent: crisis_zelfdoding}, {action: utter_crisis_zelfdoding}]
- rule: nlu_fallback
  steps: [{intent: nlu_fallback}, {action: utter_buiten_bereik}]
"""


class Actions(BaseHTTPRequestHandler):
    """An action server that says a balance, or fails."""

    calls = []  # noqa: RUF012 (shared on purpose: the server makes a new object per call)

    def do_POST(self):
        call = json.loads(self.rfile.read(int(self.headers["content-length"])))
        type(self).calls.append((self.headers["authorization"], call))
        response = {"response": "utter_saldo", "amount": "€ 1,00"}
        body = json.dumps({"events": [], "responses": [response]}).encode()
        self.send_response(200 if call["next_action"] == "action_balance" else 500)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Be quiet."""


class SmallAssistant:
    """Asks the running assistant as the gateway does."""

    def __init__(self, port, log):
        self.address, self.log = f"http://127.0.0.1:{port}/webhooks/gateway", log

    def post(self, body, token=TOKEN):
        """Send a turn; returns the status and the body."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        request = urllib.request.Request(f"{self.address}/turns", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def ask(self, conversation="c", **turn):
        """Take a turn that must succeed."""
        status, answer = self.post({"conversation_id": conversation, "turn_token": "t", **turn})
        assert status == 200, answer
        return answer


def free_port():
    """A port that nothing listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(folder):
    """Train in the folder, and run the assistant and its action server."""
    for name, content in (("domain", DOMAIN), ("nlu", NLU), ("rules", RULES)):
        (folder / f"{name}.yml").write_text(content)
    files = ["--domain", folder / "domain.yml", "--data", folder / "nlu.yml", folder / "rules.yml"]
    out = ["--out", folder, "--fixed-model-name", "small", "--skip-validation"]
    bot = [sys.executable, "-m", "bot"]
    log = folder / "log"
    actions = ThreadingHTTPServer(("127.0.0.1", 0), Actions)
    threading.Thread(target=actions.serve_forever, daemon=True).start()
    environment = {
        **os.environ,
        "ASSISTANT_TOKEN": TOKEN,
        "ACTIONS_TOKEN": "actions",
        "ACTIONS_URL": f"http://127.0.0.1:{actions.server_port}/webhook",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
        "OMP_NUM_THREADS": "1",
    }
    port = free_port()
    with log.open("w") as said:
        options = {"cwd": ROOT, "env": environment, "stdout": said, "stderr": said}
        subprocess.run([*bot, "train", *map(str, files), *map(str, out)], check=True, **options)
        listen = ["run", "-i", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen([*bot, *listen, "--model", folder / "small.tar.gz"], **options)
    try:
        wait_until_ready(port, process, log)
        yield SmallAssistant(port, log)
    finally:
        process.terminate()
        process.wait(20)
        actions.shutdown()


def wait_until_ready(port, process, log):
    """Return once the assistant answers its health check."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            health = f"http://127.0.0.1:{port}/webhooks/gateway/"
            with urllib.request.urlopen(health, timeout=5) as response:
                if response.status == 200:
                    return
        time.sleep(0.2)
    raise AssertionError(log.read_text()[-3000:])
