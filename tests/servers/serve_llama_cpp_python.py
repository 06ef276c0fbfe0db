# SPDX-License-Identifier: Apache-2.0
"""The server of llama-cpp-python. Prints its address; ends with its standard input."""
import os
import socket
import sys
import threading

import uvicorn
from llama_cpp.server.app import create_app
from llama_cpp.server.settings import ModelSettings, ServerSettings

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
app = create_app(
    server_settings=ServerSettings(),
    model_settings=[ModelSettings(model=sys.argv[1], model_alias="random", n_ctx=512,
                                  logits_all=True, n_threads=1, verbose=False)])
server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
print("http://127.0.0.1:%d" % listener.getsockname()[1], flush=True)
server.run(sockets=[listener])
