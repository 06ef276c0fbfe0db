# SPDX-License-Identifier: Apache-2.0
"""Sums the token log-probabilities of a file of scored samples by orjson + NumPy or by DuckDB.

Prints CPU seconds, tokens and the sum. Usage: scored_samples_peers.py orjson|duckdb FILE
"""
import sys
import time


def with_orjson(path):
    import numpy
    import orjson

    total, tokens = 0.0, 0
    with open(path, "rb") as lines:
        for line in lines:
            values = numpy.array(orjson.loads(line)["token_logprobs"])
            total += values.sum()
            tokens += values.size
    return tokens, total


def with_duckdb(path):
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads = 1")
    columns = "{problem: 'VARCHAR', scorer: 'VARCHAR', correct: 'BOOLEAN', token_logprobs: 'DOUBLE[]'}"
    return connection.execute(
        "select sum(len(token_logprobs)), sum(list_sum(token_logprobs)) from read_json(?, "
        f"format = 'newline_delimited', columns = {columns})",
        [path],
    ).fetchone()


run = {"orjson": with_orjson, "duckdb": with_duckdb}[sys.argv[1]]
run("/dev/null") if sys.argv[1] == "orjson" else __import__("duckdb")
start = time.process_time()
tokens, total = run(sys.argv[2])
print(time.process_time() - start, int(tokens), repr(float(total)))
