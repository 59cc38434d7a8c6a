"""Serves the API for a test: database URL and folder as arguments; tells its port on stdout."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from masstest.api import create_app
from masstest.settings import Settings
from masstest.store.engine import open_store

if __name__ == "__main__":
    url, folder = sys.argv[1:]
    app = create_app(Settings(data_dir=Path(folder), _env_file=None), open_store(url))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # whoever calls at once waits, instead of being turned away
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
