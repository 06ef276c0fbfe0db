#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Vega-Lite figures by the official schema: vega_lite_schema.py PASSK SOURCE_DIR OUT_DIR

Writes the figures of every kind of page and checks each against the schema of Vega-Lite 5 that
altair carries. Exit code 77 where altair 5 or jsonschema is missing:
pip install --target build/python jsonschema && pip install --no-deps --target build/python 'altair<6'
"""
import glob
import json
import os
import subprocess
import sys

PASSK, SOURCE, OUT = sys.argv[1:4]
LOCAL = os.path.join(SOURCE, "build", "python")
sys.path.insert(0, LOCAL)
try:
    import jsonschema
except ImportError as missing:
    print(f"skipped: {missing} (pip install --target build/python jsonschema)")
    sys.exit(77)
SCHEMAS = [found for place in sys.path
           for found in glob.glob(os.path.join(place, "altair", "vegalite", "v5", "schema",
                                               "vega-lite-schema.json"))]
if not SCHEMAS:
    print("skipped: no schema of Vega-Lite 5 "
          "(pip install --no-deps --target build/python 'altair<6')")
    sys.exit(77)

DATA = os.path.join(SOURCE, "examples", "data")
MATH500 = os.path.join(DATA, "math500_qwen7b_simplerl_counts.csv")
EVALPERF = os.path.join(DATA, "evalperf_rl_pairs_counts.csv")
SCORED = os.path.join(OUT, "scored.jsonl")
RUNS = {
    "single": ["compare", "--base", "Qwen2.5-7B", "--tuned", "Qwen2.5-7B-SimpleRL-Zoo", MATH500,
               "--forecast", "512"],
    "family": ["compare", "--base", "Qwen/Qwen2.5-32B-Instruct", "--tuned", "Qwen/QwQ-32B-Preview",
               "--by-benchmark", EVALPERF],
    "ranking": ["compare", EVALPERF],
    "curve": ["curve", EVALPERF],
    "perplexity": ["perplexity", "--base", "b", "--tuned", "t", SCORED],
}
os.makedirs(OUT, exist_ok=True)
with open(SCORED, "w", encoding="utf-8") as file:
    for problem in ("1", "2", "3"):
        for model in ("b", "t"):
            for sample in range(4):
                file.write(json.dumps({
                    "problem": problem, "model": model, "scorer": "b", "sample": sample,
                    "correct": sample > 1, "finish_reason": "stop",
                    "token_logprobs": [-0.1 * (sample + 1), -0.2 * int(problem)]}) + "\n")

with open(SCHEMAS[0], encoding="utf-8") as file:
    validator = jsonschema.Draft7Validator(json.load(file))
checked, wrong = 0, 0
for name, arguments in RUNS.items():
    directory = os.path.join(OUT, name)
    subprocess.run([PASSK, *arguments, "--resamples", "200", "--vega", directory], check=True,
                   stdout=subprocess.DEVNULL)
    for path in sorted(glob.glob(os.path.join(directory, "*.vl.json"))):
        with open(path, encoding="utf-8") as file:
            error = jsonschema.exceptions.best_match(validator.iter_errors(json.load(file)))
        checked += 1
        if error is not None:
            wrong += 1
            print(f"{path}: {error.json_path}: {error.message[:300]}")
print(f"{checked} figures, {wrong} against the schema {SCHEMAS[0]}")
sys.exit(1 if wrong or checked < len(RUNS) else 0)
