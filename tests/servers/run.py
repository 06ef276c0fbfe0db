# SPDX-License-Identifier: Apache-2.0
"""The passk tool against a server that runs for real.

run.py TOOL ADDRESS     a server that is there already
run.py TOOL SCRIPT      starts SCRIPT with a random model; it prints its address
"""
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import random_model

PROBLEMS = [{"id": "p%d" % i, "prompt": "Say %d:" % i, "reference": str(i)} for i in range(4)]


def lines_of(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def completions_of(path):
    return {(one["problem"], one["sample"]): one for one in lines_of(path) if "schema" not in one}


def bytes_of(path):
    with open(path, "rb") as file:
        return file.read()


class Check:
    def __init__(self, tool, address, folder):
        self.tool, self.address, self.folder = tool, address, folder
        self.able = {}  # what the tool found, by probed
        self.problems = self.path("problems.jsonl")
        with open(self.problems, "w") as file:
            file.writelines(json.dumps(one) + "\n" for one in PROBLEMS)

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self, out, n, *more):
        return [self.tool, "sample", "--backend", self.address, "--problems", self.problems,
                "--out", self.path(out), "-n", str(n), "--max-tokens", "24", "--model", "m",
                *more]

    def sample(self, out, n, *more, code=0):
        done = subprocess.run(self.command(out, n, *more), capture_output=True, text=True,
                              timeout=300)
        assert done.returncode == code, done
        return done

    def probed(self):
        done = subprocess.run([self.tool, "probe", "--backend", self.address, "--format", "json"],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done
        self.able = json.loads(done.stdout)
        for line in self.able["findings"]:
            print("   " + line)

    def all_there(self):
        self.sample("a", 20)
        drawn = completions_of(self.path("a"))
        assert set(drawn) == {(one["id"], i) for one in PROBLEMS for i in range(20)}
        for (problem, i), one in drawn.items():
            assert one["seed"] == drawn[problem, 0]["seed"] + i, one
            assert one["finish_reason"] in ("stop", "length"), one
        texts = [one["text"] for one in drawn.values()]
        print("   80 completions of 4 problems, %d texts" % len(set(texts)))
        assert len(set(texts)) > 40, "completions repeat: seeds or temperature are ignored"
        before = bytes_of(self.path("a"))
        self.sample("a", 20)
        assert bytes_of(self.path("a")) == before
        self.sample("a", 30)
        assert bytes_of(self.path("a")).startswith(before)
        assert len(completions_of(self.path("a"))) == 120

    def seeds(self):
        self.sample("b", 20)
        a, b = completions_of(self.path("a")), completions_of(self.path("b"))
        same = sum(b[key]["text"] == a[key]["text"] for key in b)
        print("   %d of %d texts are the same for the same seed" % (same, len(b)))

    def log_probabilities(self):
        done = subprocess.run(self.command("c", 5, "--logprobs"), capture_output=True, text=True,
                              timeout=300)
        drawn = completions_of(self.path("c")) if os.path.exists(self.path("c")) else {}
        failed = [line for line in done.stderr.splitlines() if "the first: " in line]
        if done.returncode == 0:
            assert len(drawn) == 20 and not failed, done
        elif self.able["sampled_logprobs"]:
            # It leaves the log-probability of some token out: those draws stay missing.
            assert done.returncode == 1 and len(failed) == 1, done
            assert re.search(r" \d+ malformed, the first: .*(\d+ log-probabilities of \d+ tokens"
                             r"|\d+ tokens, of which \d+ were drawn"
                             r"|has no log-probability)", failed[0]), done
            missing = int(re.search(r"(\d+) malformed", failed[0])[1])
            assert len(drawn) + missing == 20, done
            print("   %d draws left one out: %s" % (missing, failed[0][:200]))
        else:
            # It gives none.
            assert done.returncode == 1 and len(failed) == 1 and not drawn, done
            assert re.search(r" 20 unsupported, the first: .*log-probabilities", failed[0]), done
            print("   refused: " + failed[0][:200])
        kinds = set()
        for one in drawn.values():
            assert len(one["token_logprobs"]) == one["completion_tokens"], one
            assert all(p <= 0.0 for p in one["token_logprobs"]), one
            kinds.add(one["logprobs"]["distribution"])
        print("   %d completions with log-probabilities: %s" % (len(drawn), ", ".join(kinds)))

    def scoring(self):
        done = subprocess.run([self.tool, "score", "--backend", self.address, "--in",
                               self.path("a"), "--out", self.path("scored"), "--scorer", "m"],
                              capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            print("   refused: " + done.stderr.strip().splitlines()[-1][:200])
            assert not self.able["scores_text"] or not self.able["scores_tokens"], done
            assert not lines_of(self.path("scored")), "a refusal left numbers"
            return
        scored = lines_of(self.path("scored"))
        assert len(scored) == 120
        assert all(one["logprobs"]["distribution"] == "raw" for one in scored)
        print("   120 completions scored")

    def killed(self):
        whole = b""
        kills = 0
        numbers = random.Random(7)
        while kills < 10:
            run = subprocess.Popen(self.command("k", 100), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
            moment = len(whole) + numbers.randrange(1, 4000)
            while run.poll() is None and (not os.path.exists(self.path("k"))
                                          or os.path.getsize(self.path("k")) < moment):
                time.sleep(0.001)
            if run.poll() is not None:
                break
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills += 1
            now = bytes_of(self.path("k"))
            assert now.startswith(whole)
            whole = now[:now.rfind(b"\n") + 1]
        self.sample("k", 100)
        assert bytes_of(self.path("k")).startswith(whole)
        assert len(completions_of(self.path("k"))) == 400
        print("   killed %d times, 400 completions, each once" % kills)

    def verdicts(self):
        done = subprocess.run([self.tool, "verify", "math", self.path("a"), "--out",
                               self.path("verdicts")], capture_output=True, text=True)
        assert done.returncode == 0, done
        done = subprocess.run([self.tool, "curve", "--format", "csv", "--k", "1,30",
                               self.path("verdicts")], capture_output=True, text=True)
        assert done.returncode == 0 and "m,4,30," in done.stdout, done


def check(tool, address):
    with tempfile.TemporaryDirectory() as folder:
        checks = Check(tool, address, folder)
        for one in (checks.probed, checks.all_there, checks.seeds, checks.log_probabilities,
                    checks.scoring, checks.killed, checks.verdicts):
            print(one.__name__.replace("_", " "), flush=True)
            one()


def wait_for(address):
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address + "/v1/models", timeout=5).read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def main(tool, server):
    if server.startswith("http"):
        check(tool, server)
        return
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "random.gguf")
        random_model.main(model, 1)
        with open(os.path.join(folder, "log"), "w+") as log:
            running = subprocess.Popen([sys.executable, server, model], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=log, text=True)
            try:
                address = running.stdout.readline().strip()
                if not address:
                    log.seek(0)
                    sys.exit("the server did not start:\n" + log.read()[-3000:])
                wait_for(address)
                check(tool, address)
            finally:
                running.stdin.close()
                running.kill()
                running.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
