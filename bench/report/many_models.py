#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pages of 30 models on 1000 problems: many_models.py PASSK [rounds]

Prints for a ranking of all and for one base against 29 tuned models what the run costs without and
with its page (CPU seconds, the least of the rounds), how large the page is, and, where Chromium
and python3-websocket are, how long it takes to open and its longest stop of the main thread while
opening, while pointing at a figure and while a table is sorted. Seeded; PASSK must be a release
build.
"""
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

PASSK = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
MODELS, PROBLEMS, N = 30, 1000, 64
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests",
                                "browser"))
try:
    from devtools import Browser, find_chromium
    CHROMIUM = find_chromium()
except ImportError:
    CHROMIUM = None

LONG_TASKS = """window.stops = [];
new PerformanceObserver((list) => { for (const e of list.getEntries()) window.stops.push(e.duration); })
  .observe({type: 'longtask', buffered: true});"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def cpu_seconds(arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([PASSK, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def longest_stop(browser, action):
    """Of the main thread, in milliseconds; what takes less than 50 is no stop to a browser."""
    browser.evaluate("window.stops = []; true")
    action()
    browser.evaluate(TWO_FRAMES)
    time.sleep(0.2)
    return browser.evaluate("Math.max(0, ...window.stops)")


def point_around(browser):
    left, top, width, height = browser.evaluate("""(() => {
        const e = [...document.querySelectorAll('.plot > svg')].find((e) => e.getClientRects().length);
        e.scrollIntoView({block: 'center'});
        const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()""")
    for i in range(60):
        browser.point(left + width * (i + 0.5) / 60, top + height * (0.3 + 0.4 * (i % 2)))


def sort_longest_table(browser):
    browser.evaluate("""(() => {
        const tables = [...document.querySelectorAll('table')].sort((a, b) => b.rows.length - a.rows.length);
        for (let e = tables[0]; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
        tables[0].tHead.rows[0].cells[1].querySelector('button').click(); })()""")


draw = random.Random(30)
directory = tempfile.mkdtemp(prefix="passk-many-models-")
counts = os.path.join(directory, "counts.csv")
with open(counts, "w", encoding="utf-8") as file:
    file.write("model,problem,n,c\n")
    for problem in range(PROBLEMS):
        hardness = draw.random()
        for model in range(MODELS):
            chance = hardness ** (3.0 - 0.07 * model)
            c = sum(draw.random() < chance for _ in range(N))
            file.write(f"model-{model},problem-{problem},{N},{c}\n")
tuned = [word for model in range(1, MODELS) for word in ("--tuned", f"model-{model}")]
print(f"{MODELS} models x {PROBLEMS} problems, n = {N}, {ROUNDS} rounds")
for name, run in (("ranking", ["compare", counts]),
                  ("one base, 29 tuned", ["compare", "--base", "model-0", *tuned, counts])):
    run = [*run, "--format", "csv"]
    page = os.path.join(directory, name.split()[0] + ".html")
    plain = min(cpu_seconds(run) for _ in range(ROUNDS))
    written = min(cpu_seconds([*run, "--html", page]) for _ in range(ROUNDS))
    print(f"{name}: run {plain:.2f} s, with its page {written:.2f} s, ratio {written / plain:.3f}; "
          f"page {os.path.getsize(page) / 1e6:.2f} MB")
    if CHROMIUM is None:
        print("  not opened: no Chromium or no python3-websocket (cmake/setup.sh browser)")
        continue
    browser = Browser()
    browser.size(1440, 900)
    browser.call("Page.addScriptToEvaluateOnNewDocument", source=LONG_TASKS)
    browser.open(page)
    opened = browser.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    time.sleep(0.5)
    print(f"  opened in {opened:.0f} ms, longest stop "
          f"{browser.evaluate('Math.max(0, ...window.stops)'):.0f} ms; pointing "
          f"{longest_stop(browser, lambda: point_around(browser)):.0f} ms; sorting "
          f"{longest_stop(browser, lambda: sort_longest_table(browser)):.0f} ms")
    browser.close()
print(directory)
