# SPDX-License-Identifier: Apache-2.0
"""llama.cpp's own server, from the prebuilt wheel of xllamacpp. Prints its address; ends with its
standard input."""
import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.n_ctx = 4096
parameters.n_parallel = 8
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.warmup = False
parameters.cpuparams.n_threads = 1
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
