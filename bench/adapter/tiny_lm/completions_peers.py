# SPDX-License-Identifier: Apache-2.0
"""Sampling beside NumPy, and PyTorch if it is there: the same model, in one run, one thread.

    python3 completions_peers.py STUDY WEIGHTS [rounds]

STUDY is passk.study.completions_per_second. The peers draw 256 completions of one prompt at once,
in float32, with a key-value cache: all array operations, no loop but over tokens and layers. Rates
are of processor time, so that a shared machine does not decide.
"""
import os
import re
import statistics
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../tests/adapter/tiny_lm/golden"))
from make_golden import read

PROMPT, BATCH, LONGEST = "3918>15:", 256, 26
study, weights = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
shape, symbols, numbers = read(weights)
hidden, heads, size, ff = (shape[n] for n in ("hidden", "heads", "head_size", "feed_forward"))


def split():
    position = 0

    def take(*dims):
        nonlocal position
        count = int(np.prod(dims))
        position += count
        return np.ascontiguousarray(numbers[position - count:position].reshape(dims), np.float32)

    embedding = take(shape["vocabulary"], hidden)
    layers = [dict(g1=take(hidden), qkv=take(3 * heads * size, hidden).T.copy(),
                   out=take(hidden, heads * size).T.copy(), g2=take(hidden),
                   gate_up=take(2 * ff, hidden).T.copy(), down=take(hidden, ff).T.copy())
              for _ in range(shape["layers"])]
    return embedding, layers, take(hidden), take(shape["vocabulary"], hidden).T.copy()


def numpy_round(seed):
    random = np.random.default_rng(seed)
    embedding, layers, final, head = model
    longest = len(PROMPT) + LONGEST
    keys = np.zeros((len(layers), BATCH, heads, longest, size), np.float32)
    values = np.zeros_like(keys)
    half = size // 2
    speed = (shape["base"] ** (-np.arange(half) / half)).astype(np.float32)

    def norm(x, gain):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(shape["epsilon"])) * gain

    def turn(x, t):
        c, s = np.cos(t * speed), np.sin(t * speed)
        a, b = x[..., :half], x[..., half:]
        return np.concatenate((a * c - b * s, b * c + a * s), -1)

    tokens = np.full(BATCH, symbols.index(PROMPT[0]))
    over = np.zeros(BATCH, bool)
    drawn = 0
    for t in range(longest - 1):
        x = embedding[tokens]
        for i, layer in enumerate(layers):
            qkv = (norm(x, layer["g1"]) @ layer["qkv"]).reshape(BATCH, 3, heads, size)
            q, keys[i, :, :, t], values[i, :, :, t] = turn(qkv[:, 0], t), turn(qkv[:, 1], t), qkv[:, 2]
            score = (keys[i, :, :, :t + 1] @ q[..., None])[..., 0] / np.float32(np.sqrt(size))
            weight = np.exp(score - score.max(-1, keepdims=True))
            weight /= weight.sum(-1, keepdims=True)
            attended = (weight[:, :, None] @ values[i, :, :, :t + 1])[:, :, 0]
            x = x + attended.reshape(BATCH, -1) @ layer["out"]
            y = norm(x, layer["g2"]) @ layer["gate_up"]
            x = x + (y[:, :ff] / (1 + np.exp(-y[:, :ff])) * y[:, ff:]) @ layer["down"]
        if t + 1 < len(PROMPT):
            tokens = np.full(BATCH, symbols.index(PROMPT[t + 1]))
            continue
        logits = norm(x, final) @ head
        tokens = (logits + random.gumbel(size=logits.shape)).argmax(-1)
        drawn += int((~over).sum())
        over |= tokens == len(symbols) - 1
        if over.all():
            break
    return drawn


def torch_round(torch, seed):
    torch.manual_seed(seed)
    embedding, layers, final, head = torch_model
    longest = len(PROMPT) + LONGEST
    keys = torch.zeros((len(layers), BATCH, heads, longest, size))
    values = torch.zeros_like(keys)
    half = size // 2
    speed = shape["base"] ** (-torch.arange(half) / half)
    tokens = torch.full((BATCH,), symbols.index(PROMPT[0]))
    over = torch.zeros(BATCH, dtype=torch.bool)

    def norm(x, gain):
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + shape["epsilon"]) * gain

    def turn(x, t):
        c, s = torch.cos(t * speed), torch.sin(t * speed)
        a, b = x[..., :half], x[..., half:]
        return torch.cat((a * c - b * s, b * c + a * s), -1)

    for t in range(longest - 1):
        x = embedding[tokens]
        for i, layer in enumerate(layers):
            qkv = (norm(x, layer["g1"]) @ layer["qkv"]).reshape(BATCH, 3, heads, size)
            keys[i, :, :, t], values[i, :, :, t] = turn(qkv[:, 1], t), qkv[:, 2]
            attended = torch.nn.functional.scaled_dot_product_attention(
                turn(qkv[:, 0], t)[:, :, None], keys[i, :, :, :t + 1], values[i, :, :, :t + 1])
            x = x + attended[:, :, 0].reshape(BATCH, -1) @ layer["out"]
            y = norm(x, layer["g2"]) @ layer["gate_up"]
            x = x + (torch.nn.functional.silu(y[:, :ff]) * y[:, ff:]) @ layer["down"]
        if t + 1 < len(PROMPT):
            tokens = torch.full((BATCH,), symbols.index(PROMPT[t + 1]))
            continue
        tokens = torch.distributions.Categorical(logits=norm(x, final) @ head).sample()
        over |= tokens == len(symbols) - 1
        if over.all():
            break


def rate(once):
    once(0)
    start, done = time.process_time(), 0
    while time.process_time() - start < 2:
        done += 1
        once(done)
    return BATCH * done / (time.process_time() - start)


model = split()
peers = {"NumPy %s" % np.__version__: numpy_round}
try:
    import torch
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    embedding, layers, final, head = model
    torch_model = (torch.tensor(embedding), [{k: torch.tensor(v) for k, v in one.items()}
                                             for one in layers], torch.tensor(final), torch.tensor(head))
    peers["PyTorch %s" % torch.__version__] = lambda seed: torch_round(torch, seed)
except ImportError:
    print("PyTorch is not there")

ours, others = [], {name: [] for name in peers}
for _ in range(rounds):
    text = subprocess.run([study, weights, PROMPT, "1", "2"], text=True, capture_output=True,
                          check=True, env=dict(os.environ, PASSK_SIMD="avx512" if "avx512f" in open("/proc/cpuinfo").read() else "avx2")
                          ).stdout
    ours.append(float(re.search(r"([\d.]+) completions a processor second", text).group(1)))
    for name, once in peers.items():
        others[name].append(rate(once))
print("ours %.0f completions a processor second" % statistics.median(ours))
for name, rates in others.items():
    ratios = [a / b for a, b in zip(ours, rates)]
    print("%s %.0f completions a processor second, ratio %.1f" % (name, statistics.median(rates), statistics.median(ratios)))
