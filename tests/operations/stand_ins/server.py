"""A server that knows its name, answers 200 and notes when it stops."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Health(BaseHTTPRequestHandler):
    """Answers every GET with 200."""

    def do_GET(self) -> None:
        """Answer 200."""
        self.send_response(200)
        self.end_headers()


def serve(name: str, port: int) -> None:
    """Serve until SIGTERM; a file `NAME-is-stubborn` makes it deaf to that."""
    Path(f"{name}.env.json").write_text(json.dumps(dict(os.environ)))
    signal.signal(signal.SIGTERM, lambda *_: stop(name))
    ThreadingHTTPServer.allow_reuse_address = True
    ThreadingHTTPServer(("127.0.0.1", port), Health).serve_forever()


def stop(name: str) -> None:
    """Note the order of stopping, and stop."""
    if Path(f"{name}-is-stubborn").exists():
        return
    with open("stopped", "a") as file:
        file.write(f"{name}\n")
    sys.exit()
