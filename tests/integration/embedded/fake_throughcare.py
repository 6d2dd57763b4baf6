"""Stands in for the `throughcare` command: services that only answer, work that only tells, and the real issuer.

`FAKE_DIARY` names a file to which each run adds its words. `FAKE_ENDS` and `FAKE_UNREADY` name services that end at
their start or never get ready.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST, PORT = os.environ.get("THROUGHCARE_HOST", ""), int(os.environ.get("THROUGHCARE_PORT", "0"))


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = {name: value for name, value in os.environ.items() if name.startswith(("THROUGHCARE_", "PG"))}
        body = json.dumps({"pid": os.getpid(), "told": told}).encode()
        self.send_response(503 if sys.argv[2] in os.environ.get("FAKE_UNREADY", "").split() else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(name: str) -> None:
    if name in os.environ.get("FAKE_ENDS", "").split():
        print(f"{name} has had enough")
        sys.exit(7)
    with ThreadingHTTPServer((HOST, PORT), Answers) as server:
        server.serve_forever()


def issuer(key_file: str) -> None:
    import uvicorn

    from deploy.embedded.issuer import create_issuer

    app = create_issuer(os.environ["THROUGHCARE_OIDC_ISSUER"], Path(key_file))
    uvicorn.run(app, host=HOST, port=PORT, log_level="warning")


def main(words: list[str]) -> None:
    if diary := os.environ.get("FAKE_DIARY"):
        with Path(diary).open("a") as file:
            file.write(" ".join(words) + "\n")
    if words[0] == "serve":
        serve(words[1])
    elif words[0] == "issuer":
        issuer(words[2])
    elif words[0] in os.environ.get("FAKE_ENDS", "").split():
        print(f"{words[0]} has had enough")
        sys.exit(7)


if __name__ == "__main__":
    main(sys.argv[1:])
