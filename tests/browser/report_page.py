#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The report as a reader's browser shows it: report_page.py PASSK SOURCE_DIR OUT_DIR

Opens reports in a headless Chromium and checks that nothing leaves the file, nothing complains,
what it shows equals the JSON of the same run, pointer, keyboard and buttons do what they say, it
fits a phone, and it is accessible (by axe-core where build/python or the system has it:
pip install --no-deps --target build/python axe-playwright-python). Leaves screenshots in OUT_DIR.
Exit code 77 where there is no Chromium or no python3-websocket.
"""
import glob
import json
import os
import random
import subprocess
import sys
import unittest
from fractions import Fraction

try:
    from devtools import Browser, find_chromium
except ImportError as missing:
    print(f"skipped: {missing} (cmake/setup.sh browser)")
    sys.exit(77)
if find_chromium() is None:
    print("skipped: there is no chromium (cmake/setup.sh browser)")
    sys.exit(77)

PASSK, SOURCE, OUT = sys.argv[1:4]
DATA = os.path.join(SOURCE, "examples", "data")
MATH500 = os.path.join(DATA, "math500_qwen7b_simplerl_counts.csv")
EVALPERF = os.path.join(DATA, "evalperf_rl_pairs_counts.csv")
PAIR = ["--base", "Qwen2.5-7B", "--tuned", "Qwen2.5-7B-SimpleRL-Zoo"]
HOSTILE = [
    "<script>document.title='owned'</script>",
    "\"quotes\" & 'more' </script><img src=x onerror=\"document.title='owned'\">",
    "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "long" * 2500,
]


def passk(*arguments):
    return subprocess.run([PASSK, *arguments], check=True, capture_output=True, text=True).stdout


def write_counts(path, models, n, problems):
    """Binomial counts: each model's chance at problem i is its function of a draw in [0, 1)."""
    draw = random.Random(8)
    with open(path, "w", encoding="utf-8") as file:
        file.write("model,problem,n,c\n")
        for i in range(problems):
            hardness = draw.random()
            for model, chance in models:
                c = sum(draw.random() < chance(hardness) for _ in range(n))
                quoted = model.replace('"', '""')
                file.write(f'"{quoted}",p{i},{n},{c}\n')


def write_scored(path):
    """Completions of two models, all scored by the base and the tuned model's by itself too."""
    draw = random.Random(6)
    with open(path, "w", encoding="utf-8") as file:
        for problem in range(6):
            for model, scorer, level in (("base", "base", 0.5), ("tuned", "base", 0.4),
                                         ("tuned", "tuned", 0.1)):
                for sample in range(5):
                    tokens = [-level * draw.random() for _ in range(7)]
                    file.write(json.dumps({
                        "problem": str(problem), "model": model, "scorer": scorer,
                        "sample": sample, "correct": sample % 2 == 0, "finish_reason": "stop",
                        "token_logprobs": tokens}) + "\n")


def axe_source():
    places = [os.path.join(SOURCE, "build", "python"), *sys.path]
    for place in places:
        found = glob.glob(os.path.join(place, "axe_*python", "axe.min.js"))
        if found:
            with open(found[0], encoding="utf-8") as file:
                return file.read()
    return None


CONTRAST = """(() => {
  const channel = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const [r, g, b] = parse(c);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
  const ground = (e) => { for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor; const p = parse(c);
      if (p.length < 4 || p[3] === 1) return c; }
    return 'rgb(255,255,255)'; };
  const bad = [];
  for (const e of document.querySelectorAll('body *')) {
    const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!words || ['SCRIPT', 'STYLE', 'TITLE', 'DESC'].includes(e.tagName.toUpperCase())) continue;
    const style = getComputedStyle(e);
    const a = light(e.closest('svg') ? style.fill : style.color), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(e.tagName + ' ' + e.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return bad.slice(0, 10);
})()"""

STRUCTURE = """(() => {
  const bad = [];
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  ids.forEach((id, i) => { if (ids.indexOf(id) !== i) bad.push('id twice: ' + id); });
  for (const e of document.querySelectorAll('[aria-labelledby]'))
    for (const id of e.getAttribute('aria-labelledby').split(' '))
      if (!document.getElementById(id)) bad.push('label missing: ' + id);
  for (const e of document.querySelectorAll('button, select, a, summary'))
    if (!(e.getAttribute('aria-label') || e.textContent).trim()) bad.push('no name: ' + e.outerHTML.slice(0, 60));
  for (const e of document.querySelectorAll('.plot > svg'))
    if (!e.querySelector('title')?.textContent || !e.querySelector('desc')?.textContent) bad.push('picture without words');
  for (const e of document.querySelectorAll('figure')) if (!e.querySelector('table')) bad.push('no table: ' + e.id);
  let level = 0;
  for (const e of document.querySelectorAll('h1, h2, h3')) {
    const now = +e.tagName[1]; if (now > level + 1) bad.push('heading skipped: ' + e.textContent); level = now; }
  return bad;
})()"""


def between(bounds, sign=""):
    """An interval as pages write it."""
    if "lower" not in bounds:
        return "none"
    return f"[{bounds['lower']:{sign}.4f}, {bounds['upper']:{sign}.4f}]"


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.makedirs(OUT, exist_ok=True)
        cls.browser = Browser()
        cls.single = os.path.join(OUT, "math500.html")
        cls.document = json.loads(passk("compare", *PAIR, MATH500, "--html", cls.single,
                                        "--format", "json"))
        cls.many = os.path.join(OUT, "evalperf.html")
        cls.family = json.loads(passk(
            "compare", "--base", "Qwen/Qwen2.5-32B-Instruct", "--tuned", "Qwen/QwQ-32B-Preview",
            "--base", "meta-llama/Llama-3.1-70B-Instruct",
            "--tuned", "nvidia/Llama-3.1-Nemotron-70B-Instruct-HF", "--by-benchmark", EVALPERF,
            "--html", cls.many, "--format", "json"))
        cls.hostile = os.path.join(OUT, "hostile.html")
        counts = os.path.join(OUT, "hostile.csv")
        with open(counts, "w", encoding="utf-8") as file:
            file.write("model,problem,n,c\n")
            for model, shift in ((HOSTILE[0], 0), (HOSTILE[1], 3)):
                for i, problem in enumerate(HOSTILE + ["plain"]):
                    quoted = [text.replace('"', '""') for text in (model, problem)]
                    file.write(f'"{quoted[0]}","{quoted[1]}",8,{(i * 2 + shift) % 9}\n')
        cls.small = json.loads(passk("compare", "--base", HOSTILE[0], "--tuned", HOSTILE[1], counts,
                                     "--html", cls.hostile, "--forecast", "64",
                                     "--format", "json"))
        quick = ["--resamples", "200", "--format", "json"]
        many = os.path.join(OUT, "many.csv")
        write_counts(many, [("base", lambda u: u ** 4), ("GRPO", lambda u: u ** 2.8),
                            ("PPO", lambda u: u ** 2.7), ("DAPO", lambda u: u ** 2.6)], 64, 500)
        cls.curves = os.path.join(OUT, "curves.html")
        cls.curves_document = json.loads(passk("curve", many, "--html", cls.curves, *quick))
        ranked = os.path.join(OUT, "ranked.csv")
        write_counts(ranked, [(name, lambda u, i=i: u ** (2 - 0.2 * i))
                              for i, name in enumerate([*HOSTILE, "m1", "m2", "m3", "m4"])], 16, 60)
        cls.ranking = os.path.join(OUT, "ranking.html")
        cls.ranking_document = json.loads(passk("compare", ranked, "--html", cls.ranking, *quick))
        scored = os.path.join(OUT, "scored.jsonl")
        write_scored(scored)
        cls.perplexity = os.path.join(OUT, "perplexity.html")
        cls.perplexity_document = json.loads(passk(
            "perplexity", "--base", "base", "--tuned", "tuned", scored, "--html", cls.perplexity,
            *quick))
        cls.pages = {"math500": cls.single, "evalperf": cls.many, "hostile": cls.hostile,
                     "curves": cls.curves, "ranking": cls.ranking, "perplexity": cls.perplexity}

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def open(self, path, width=1440, height=900, scheme="light"):
        self.browser.size(width, height, width < 400)
        self.browser.colours(scheme)
        self.browser.open(path)

    def evaluate(self, expression):
        return self.browser.evaluate(expression)

    def middle(self, selector, x=0.5, y=0.5):
        """Scrolls to the first that is visible and returns a point of it."""
        return self.evaluate(f"""(() => {{
            const e = [...document.querySelectorAll({json.dumps(selector)})].find((e) => e.getClientRects().length);
            e.scrollIntoView({{block: 'center'}});
            const r = e.getBoundingClientRect();
            return [r.left + r.width * {x}, r.top + r.height * {y}]; }})()""")

    def numbers(self, table):
        """Rows of a table as exact numbers, or texts where a cell is none."""
        return self.evaluate(f"""[...document.getElementById({json.dumps(table)}).tBodies[0].rows].map((row) =>
            [...row.cells].map((c) => c.dataset.v !== undefined ? +c.dataset.v
                : c.textContent !== '' && !isNaN(c.textContent.replace(/,/g, ''))
                    ? +c.textContent.replace(/,/g, '') : c.textContent))""")

    def test_nothing_leaves_the_file_and_nothing_complains(self):
        for path in self.pages.values():
            with self.subTest(path):
                self.open(path)
                self.assertEqual(self.browser.complaints, [])
                self.assertTrue(all(url.startswith(("file://" + os.path.abspath(path), "data:"))
                                    for url in self.browser.requests), self.browser.requests)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                self.assertNotIn("src=\"http", text)
                self.assertNotIn("href=\"http", text)

    def test_numbers_equal_the_json_of_the_run(self):
        self.open(self.single)
        curves = self.document["curves"]
        rows = self.numbers("compare-pass-at-k-table")
        self.assertEqual([[r[0], r[1], r[3]] for r in rows],
                         [[c["k"], c["base"]["estimate"], c["tuned"]["estimate"]] for c in curves])
        for row, curve in zip(rows, curves):
            for cell, model in ((2, "base"), (4, "tuned")):
                self.assertEqual(row[cell], between(curve[model]))
        tests = {t["k"]: t for t in self.document["permutation_tests"]}
        rows = self.numbers("compare-difference-table")
        for row, curve in zip(rows, curves, strict=True):
            test = tests[curve["k"]]
            self.assertEqual(row, [
                curve["k"], curve["base"]["estimate"], curve["tuned"]["estimate"],
                curve["difference"]["estimate"], between(curve["difference"], "+"),
                between(curve["difference_band"], "+"),
                between(curve["difference_fixed_benchmark"], "+"), test["p"], test["adjusted_p"]])
        rows = self.numbers("compare-accuracy-table")
        histogram = self.document["accuracy_histogram"]
        self.assertEqual([r[1:] for r in rows],
                         [list(p) for p in zip(histogram["base"], histogram["tuned"])])
        rows = self.numbers("compare-solvable-table")
        self.assertEqual([r[:3] for r in rows],
                         [[p["problem"], f"{p['base_c']}/{p['base_n']}", f"{p['tuned_c']}/{p['tuned_n']}"]
                          for p in self.document["problems"]])
        shown = self.evaluate("document.querySelector('main').textContent")
        for finding in self.document["findings"]:
            self.assertIn(finding, shown)
        self.open(self.hostile)
        ahead = [r for r in self.numbers("compare-forecast-table") if r[4] == "forecast"]
        points = (self.small["base_forecast"]["points"]
                  + self.small["tuned_forecast"]["points"])
        self.assertEqual([[r[0], r[2]] for r in ahead], [[p["k"], p["estimate"]] for p in points])

    def test_the_overview_equals_the_json_of_the_run(self):
        self.open(self.many)
        rows = self.numbers("all-overview-table")
        expected = []
        for one in self.family["comparisons"]:
            at = {c["k"]: c["difference"]["estimate"] for c in one["curves"]}
            ends = (one["curves"][0]["k"], one["curves"][-1]["k"])
            for test in one["permutation_tests"]:
                if test["k"] in ends:
                    expected.append([one["tuned"]["model"], one["benchmark"], test["k"],
                                     at[test["k"]], test["p"], test["adjusted_p"]])
        key = lambda row: (row[0], row[1], row[2])
        self.assertEqual(sorted(([r[0], r[2], r[3], r[4], r[6], r[7]] for r in rows), key=key),
                         sorted(expected, key=key))

        gaps = {(one["tuned"]["model"] + ", " + one["benchmark"]): one["sampling_efficiency_gap"]
                for one in self.family["comparisons"]}
        rows = self.numbers("all-efficiency-gap-table")
        self.assertEqual(len(rows), len(gaps))
        for name, k, base, tuned, gap, bounds in rows:
            expected = gaps[name]
            self.assertEqual([k, base, tuned, gap, bounds],
                             [expected["k"], expected["base_pass_at_k"], expected["tuned_pass_at_1"],
                              expected["gap"]["estimate"], between(expected["gap"])])

    def test_curves_equal_the_json_of_the_run(self):
        self.open(self.curves)
        curves = self.curves_document["curves"]
        for i, row in enumerate(self.numbers("curves-pass-at-k-table")):
            points = [curve["points"][i] for curve in curves]
            expected = [points[0]["k"]]
            for point in points:
                expected += [point["pass_at_k"]["estimate"], between(point["pass_at_k"]),
                             between(point["band"])]
            self.assertEqual(row, expected)

    def test_a_dull_middle_is_folded(self):
        self.open(self.curves)
        notes = self.evaluate("document.querySelector('#curves-pass-at-k .notes').textContent")
        self.assertRegex(notes, r"The axis is folded: from 0\.\d+ to 0\.\d+ ")
        shares = self.evaluate("""(() => { const svg = document.querySelector('#curves-pass-at-k svg.wide');
            const fold = svg.querySelector('.fold');
            return +fold.getAttribute('height') / (+svg.dataset.bottom - +svg.dataset.top); })()""")
        self.assertLess(shares, 0.15)
        self.open(self.single)  # two curves cross in the middle
        self.assertEqual(self.evaluate("document.querySelectorAll('.fold').length"), 0)

    def test_ranks_and_pairs_equal_the_json_of_the_run(self):
        self.open(self.ranking)
        shown = lambda name: name.replace("\u202e", "\ufffd")
        for ranking in self.ranking_document["rankings"]:
            k = ranking["k"]
            standings = {shown(m["model"]): m for m in ranking["ranks"]["models"]}
            rows = self.numbers(f"k-{k}-ranks-{k}-table")
            self.assertEqual(len(rows), len(standings))
            for name, rank, highest, lowest, estimate in rows:
                one = standings[name]
                self.assertEqual([rank, highest, lowest, estimate],
                                 [one["rank"], one["highest_rank"], one["lowest_rank"],
                                  one["estimate"]])
            pairs = {(shown(d["first"]), shown(d["second"])): d for d in ranking["differences"]}
            rows = self.numbers(f"k-{k}-pairs-{k}-table")
            self.assertEqual(len(rows), len(pairs))
            for first, second, estimate, alone, jointly, p, adjusted in rows:
                sign = 1 if (first, second) in pairs else -1
                pair = pairs[(first, second) if sign > 0 else (second, first)]
                turned = lambda b: b if sign > 0 or "lower" not in b else {
                    "lower": -b["upper"], "upper": -b["lower"]}
                self.assertEqual(
                    [estimate, alone, jointly, p, adjusted],
                    [sign * pair["difference"]["estimate"], between(turned(pair["difference"]), "+"),
                     between(turned(pair["band"]), "+"), pair["test"]["p"],
                     pair["test"]["adjusted_p"]])

    def test_perplexities_equal_the_json_of_the_run(self):
        self.open(self.perplexity)
        measures = {(m["completions"], m["subject"], m["measure"]): m
                    for m in self.perplexity_document["measures"]}
        found = 0
        for section, completions in (("all", "all"), ("correct", "correct")):
            table = section + "-perplexity" + ("" if section == "all" else "-correct") + "-table"
            for row in self.numbers(table):
                one = measures[(completions, row[0], "median_perplexity")]
                self.assertEqual(row[3], one["value"])
                found += 1
        self.assertEqual(found, 6)
        for row in self.numbers("all-coverage-table"):
            one = measures[("all", "coverage", f"coverage_{row[0]:g}")]
            self.assertEqual([row[1], row[2]], [one["value"], between(one)])

    def test_lone_pictures_follow_the_screen(self):
        directory = os.path.join(OUT, "svg")
        passk("compare", *PAIR, MATH500, "--svg", directory, "--resamples", "200")
        names = sorted(os.listdir(directory))
        self.assertEqual(names, ["compare-accuracy.svg", "compare-difference.svg",
                                 "compare-pass-at-k.svg", "compare-solvable.svg"])
        for name in names:
            for scheme, paper, ink in (("light", "rgb(255, 255, 255)", "rgb(28, 32, 36)"),
                                       ("dark", "rgb(20, 23, 26)", "rgb(232, 234, 237)")):
                with self.subTest(name=name, scheme=scheme):
                    self.open(os.path.join(directory, name), 720, 520, scheme)
                    fill = "getComputedStyle(document.querySelector({})).fill"
                    self.assertEqual(self.evaluate(fill.format("'.paper'")), paper)
                    self.assertEqual(self.evaluate(fill.format("'text'")), ink)
                    self.assertEqual(self.browser.complaints, [])
                    self.browser.screenshot(os.path.join(OUT, f"{name[:-4]}-{scheme}.png"))

    def test_hostile_names_are_text(self):
        self.open(self.ranking)
        self.assertNotEqual(self.evaluate("document.title"), "owned")
        self.assertEqual(self.evaluate("document.querySelectorAll('img').length"), 0)
        self.open(self.hostile)
        self.assertNotEqual(self.evaluate("document.title"), "owned")
        self.assertEqual(self.evaluate("document.querySelectorAll('img').length"), 0)
        self.assertEqual(self.evaluate("document.scripts.length"), 1)
        names = [row[0] for row in self.numbers("compare-solvable-table")]
        self.assertEqual(names[:2], HOSTILE[:2])
        # Overrides of direction are not let through; readers shorten what is longer than a line.
        self.assertEqual(names, [p["problem"].replace("\u202e", "\ufffd")
                                 for p in self.small["problems"]])
        for width in (1440, 390):
            self.open(self.hostile, width)
            self.assertLessEqual(self.evaluate("document.documentElement.scrollWidth"), width)
        x, y = self.middle("#compare-difference .plot > svg")
        self.browser.point(x, y)
        self.assertNotEqual(self.evaluate("document.title"), "owned")
        self.assertEqual(self.browser.complaints, [])

    def test_pointing_reads_values(self):
        self.open(self.single)
        curves = self.document["curves"]
        for share, curve in ((0.999, curves[-1]), (0.08, curves[0])):
            x, y = self.middle("#compare-pass-at-k .plot > svg", share)
            self.browser.point(x, y)
            text = self.evaluate("document.querySelector('#compare-pass-at-k .readout').textContent")
            self.assertIn(f"k = {curve['k']}", text)
            self.assertIn(f"{curve['base']['estimate']:.4f}", text)
            self.assertIn(f"{curve['tuned']['estimate']:.4f}", text)
        at = self.evaluate("""(() => { const svg = document.querySelector('#compare-solvable svg.wide');
            svg.scrollIntoView({block: 'center'});
            const c = svg.querySelector('.cells').dataset, r = svg.getBoundingClientRect();
            const f = r.width / svg.viewBox.baseVal.width;
            return [r.left + (+c.left + 3) * f, r.top + (+c.top + 3) * f, +c.problems.split(' ')[0]]; })()""")
        self.browser.point(at[0], at[1])
        problem = self.document["problems"][at[2]]
        text = self.evaluate("document.querySelector('#compare-solvable .readout').textContent")
        self.assertIn(problem["problem"], text)
        self.assertIn(f"{problem['base_c']}/{problem['base_n']}", text)
        x, y = self.middle("#compare-accuracy rect.bar")
        self.browser.point(x, y)
        text = self.evaluate("document.querySelector('#compare-accuracy .readout').textContent")
        self.assertIn(str(self.document["accuracy_histogram"]["base"][0]), text)

    def test_keys_read_values(self):
        self.open(self.single)
        self.evaluate("document.querySelector('#compare-difference .plot').focus()")
        self.browser.press("ArrowRight")
        self.browser.press("ArrowRight")
        text = self.evaluate("document.querySelector('#compare-difference .readout').textContent")
        self.assertIn("k = 2", text)
        self.browser.press("Escape")
        self.assertEqual(self.evaluate(
            "document.querySelector('#compare-difference .readout').textContent"), "")

    def test_the_axis_turns_linear_and_back(self):
        self.open(self.single)
        path = "document.querySelector('#compare-pass-at-k svg.wide .line').getAttribute('d')"

        def places():
            return [float(step.split(" ")[0])
                    for step in self.evaluate(path).replace("M", "").split("L")]

        before = places()
        ks = [c["k"] for c in self.document["curves"]]
        for turned in (True, False):
            x, y = self.middle("#compare-pass-at-k button.scale")
            self.browser.click(x, y)
            after = places()
            if turned:
                share = (after[3] - after[0]) / (after[-1] - after[0])
                self.assertAlmostEqual(share, (ks[3] - ks[0]) / (ks[-1] - ks[0]), places=2)
            else:
                self.assertEqual(after, before)

    def test_a_model_hides_and_returns(self):
        self.open(self.single)
        shown = "getComputedStyle(document.querySelectorAll('#compare-pass-at-k svg.wide .series')[1]).display"
        for expected in ("none", "inline"):
            x, y = self.middle("#compare-pass-at-k .legend li:nth-child(2) button")
            self.browser.click(x, y)
            self.assertEqual(self.evaluate(shown), expected)

    def test_a_reader_chooses_k(self):
        self.open(self.single)
        curve = self.document["curves"][3]
        self.evaluate("""(() => { const s = document.querySelector('.fact select');
            s.selectedIndex = 3; s.dispatchEvent(new Event('change')); })()""")
        text = self.evaluate("document.querySelector('[data-k-table]').textContent")
        self.assertIn(f"{curve['base']['estimate']:.4f}", text)
        self.assertIn(f"{curve['tuned']['estimate']:.4f}", text)

    def test_tables_sort_and_squares_filter(self):
        self.open(self.single)
        self.evaluate("document.querySelector('#compare-solvable details').open = true")
        x, y = self.middle("#compare-solvable-table th:nth-child(2) button")
        self.browser.click(x, y)
        counts = [Fraction(r[1]) for r in self.numbers("compare-solvable-table")]
        self.assertEqual(counts, sorted(counts))
        x, y = self.middle("#compare-solvable-table th:nth-child(2) button")
        self.browser.click(x, y)
        counts = [Fraction(r[1]) for r in self.numbers("compare-solvable-table")]
        self.assertEqual(counts, sorted(counts, reverse=True))
        x, y = self.middle("#compare-solvable .tools button:nth-child(2)")
        self.browser.click(x, y)
        left = self.evaluate("""[...document.querySelectorAll('#compare-solvable-table tbody tr')]
            .filter((r) => !r.hidden).map((r) => r.cells[0].textContent)""")
        self.assertEqual(sorted(left), sorted(self.document["solvable"]["tuned_only"]))

    def test_everything_is_there_without_script(self):
        self.browser.script(False)
        try:
            self.open(self.single)
            self.browser.screenshot(os.path.join(OUT, "math500-noscript.png"))
            document = self.browser.call("DOM.getDocument", depth=-1)["root"]
            for selector in (".headline", ".facts", "figure svg.wide .line", "figure svg.wide .cells",
                             "#compare-solvable-table td"):
                found = self.browser.call("DOM.querySelector", nodeId=document["nodeId"],
                                          selector=selector)
                self.assertNotEqual(found["nodeId"], 0, selector)
        finally:
            self.browser.script(True)

    def test_the_theme_turns(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        self.open(self.single, scheme="dark")
        dark = self.evaluate(ground)
        x, y = self.middle("button.theme")
        self.browser.click(x, y)
        self.assertEqual(self.evaluate(ground), "rgb(255, 255, 255)")
        self.browser.click(x, y)
        self.assertEqual(self.evaluate(ground), dark)

    def test_screens_of_every_size(self):
        for name, path in self.pages.items():
            for width in (1440, 768, 390):
                for scheme in ("light", "dark"):
                    with self.subTest(name=name, width=width, scheme=scheme):
                        self.open(path, width, 844 if width < 400 else 900, scheme)
                        self.browser.screenshot(
                            os.path.join(OUT, f"{name}-{width}-{scheme}.png"))
                        self.assertLessEqual(
                            self.evaluate("document.documentElement.scrollWidth"), width)
        for name in ("math500", "ranking", "curves"):
            self.open(self.pages[name])
            self.browser.pdf(os.path.join(OUT, name + ".pdf"))

    def test_accessibility(self):
        axe = axe_source()
        if axe is None:
            print("axe-core is not there: only contrast and structure are checked", file=sys.stderr)
        for path in self.pages.values():
            for width, scheme in ((1440, "light"), (390, "dark")):
                with self.subTest(path=path, width=width, scheme=scheme):
                    self.open(path, width, scheme=scheme)
                    self.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
                    self.assertEqual(self.evaluate(STRUCTURE), [])
                    self.assertEqual(self.evaluate(CONTRAST), [])
                    if axe is not None:
                        self.evaluate(axe + "; true")
                        found = self.evaluate(
                            "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) => "
                            "[v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160))]))")
                        serious = [v for v in found if v[0] in ("serious", "critical")]
                        self.assertEqual(serious, [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=2)
