#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# n, c and undecided of every problem of the files beside this script, read by the shortest code that
# the tools' own documentation suggests, independently of passk. Prints case,problem,n,c,undecided.
import collections
import csv
import glob
import json
import os
import sys

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def load(path):
    with open(path) as file:
        return json.load(file)


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


rows = collections.defaultdict(lambda: [0, 0, 0])


def count(case, problem, judged):
    """judged: True, False, or None for undecided."""
    row = rows[case, str(problem)]
    row[0] += 1
    row[1] += judged is True
    row[2] += judged is None


def letter(value):
    return None if value != value else {"C": True, "I": False}[value]


# A run and its retry: the samples of the last log that holds each (id, epoch).
final = {}
for path in sorted(glob.glob("inspect/*_rt_J6*.json")):
    for sample in load(path)["samples"]:
        if sample.get("scores"):
            final[sample["id"], sample["epoch"]] = sample["scores"]["match"]["value"]
for (problem, _), value in final.items():
    count("retry", f"rt/{problem}", letter(value))

# The same ids, other questions.
for path in glob.glob("inspect/*_quiz_*.json"):
    for sample in load(path)["samples"]:
        count("quiz", sample["input"], letter(sample["scores"]["match"]["value"]))

for path in glob.glob("inspect/*_tn_*.json"):
    for sample in load(path)["samples"]:
        count("unscored", f"tn/{sample['id']}", letter(sample["scores"]["nanny"]["value"]))

for path in glob.glob("inspect/*_t7_*.json"):
    for sample in load(path)["samples"]:
        value = sample["scores"]["dictscore"]["value"]
        count("dict.a", f"t7/{sample['id']}", letter(value["a"]))
        count("dict.b", f"t7/{sample['id']}", value["b"] >= 0.5)

for path in glob.glob("harbor/jobs/*/*/result.json"):
    trial = load(path)
    result = trial["verifier_result"]
    judged = None if trial["exception_info"] or not result else result["rewards"]["reward"] == 1.0
    count("harbor", f"{trial['source']}/{trial['task_name']}", judged)

for path in glob.glob("swebench/*.json"):
    report = load(path)
    for problem in report["submitted_ids"]:
        count("swebench", problem, None if problem in report["error_ids"]
              else problem in report["resolved_ids"])

for line in lines("verifiers_0.1/results.jsonl"):
    count("verifiers_0.1", f"add_env/{line['example_id']}", line["reward"] == 1.0)
for line in lines("verifiers_0.4/traces.jsonl"):
    for trace in line["traces"]:
        count("verifiers_0.4", f"MyAddTask/{trace['task']['data']['idx']}",
              trace["rewards"]["exact"]["score"] == 1.0)

for line in lines("lighteval/details_strong.jsonl"):
    problem = f"{line['doc']['task_name']}/{line['doc']['id']}"
    for text in line["model_response"]["text"]:
        count("lighteval", problem, text == line["doc"]["choices"][line["doc"]["gold_index"]])

for line in lines(glob.glob("lm_eval/strong/samples_mygen*")[0]):
    count("lm_eval", f"mygen_passk/{line['doc_id']}", line["acc"] == 1.0)

for case in load(glob.glob("deepeval/*.json")[0])["testCases"]:
    count("deepeval", case["name"], case["success"])
for run in ("run1", "run2"):
    for line in lines(f"openai_evals/{run}.jsonl"):
        if "data" in line and "correct" in line["data"]:
            count("openai_evals", line["sample_id"], line["data"]["correct"])

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["case", "problem", "n", "c", "undecided"])
for (case, problem), row in sorted(rows.items()):
    out.writerow([case, problem, *row])
