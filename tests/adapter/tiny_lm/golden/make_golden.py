# SPDX-License-Identifier: Apache-2.0
"""Writes golden log-probabilities of weight files, from an independent forward pass in float64.

    python3 make_golden.py BASE.tlm

Needs NumPy. Makes small.tlm, a random model with grouped queries, biases and a tied head, and for
it and BASE writes golden.txt: model, text, and ln of the probability of each token after the first.
"""
import os
import struct
import sys

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
names = "vocabulary hidden layers heads key_value_heads head_size feed_forward context".split()


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def read(path):
    data = open(path, "rb").read()
    assert data[:8] == b"PASSKTLM" and struct.unpack("<I", data[8:12])[0] == 1
    assert struct.unpack("<Q", data[-8:])[0] == fnv1a(data[:-8])
    shape = dict(zip(names, struct.unpack("<8I", data[12:44])))
    flags, shape["base"], shape["epsilon"] = struct.unpack("<Iff", data[44:56])
    shape["bias"], shape["tied"] = flags & 1, flags >> 1
    at = 56 + shape["vocabulary"]
    symbols = data[56:at].decode("ascii")
    at += 4 + struct.unpack("<I", data[at:at + 4])[0]
    return shape, symbols, np.frombuffer(data[at:-8], "<f2").astype(np.float64)


def write_small(path):
    shape = dict(zip(names, (11, 24, 2, 4, 2, 6, 20, 40)))
    rows = (shape["heads"] + 2 * shape["key_value_heads"]) * shape["head_size"]
    per_layer = 24 + rows * 24 + rows + 24 * 24 + 24 + 2 * 20 * 24 + 24 * 20
    count = 11 * 24 + 2 * per_layer + 24
    numbers = np.random.default_rng(7).normal(0, 0.35, count).astype("<f2")
    note = b"random numbers, by make_golden.py"
    data = (b"PASSKTLM" + struct.pack("<I", 1) + struct.pack("<8I", *(shape[n] for n in names))
            + struct.pack("<Iff", 3, 500.0, 1e-6) + b"abcdefghij$"
            + struct.pack("<I", len(note)) + note + numbers.tobytes())
    open(path, "wb").write(data + struct.pack("<Q", fnv1a(data)))


def norm(x, gain, epsilon):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * gain


def turn(x, base):
    """x: [tokens, heads, size]; pairs (i, i + size / 2)."""
    half = x.shape[-1] // 2
    angle = np.arange(len(x))[:, None, None] * base ** (-np.arange(half) / half)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate((a * np.cos(angle) - b * np.sin(angle),
                           b * np.cos(angle) + a * np.sin(angle)), -1)


def logprobs(shape, numbers, tokens):
    position = 0

    def take(*dims):
        nonlocal position
        size = int(np.prod(dims))
        position += size
        return numbers[position - size:position].reshape(dims)

    vocabulary, hidden = shape["vocabulary"], shape["hidden"]
    heads, shared, size = shape["heads"], shape["key_value_heads"], shape["head_size"]
    embedding = take(vocabulary, hidden)
    x = embedding[tokens]
    count = len(tokens)
    for _ in range(shape["layers"]):
        y = norm(x, take(hidden), shape["epsilon"])
        rows = (heads + 2 * shared) * size
        qkv = y @ take(rows, hidden).T + (take(rows) if shape["bias"] else 0)
        q, k, v = np.split(qkv.reshape(count, heads + 2 * shared, size), [heads, heads + shared], 1)
        q, k = turn(q, shape["base"]), turn(k, shape["base"])
        k, v = (np.repeat(part, heads // shared, 1) for part in (k, v))
        score = np.einsum("thi,shi->hts", q, k) / np.sqrt(size)
        score[:, np.triu(np.ones((count, count), bool), 1)] = -np.inf
        weight = np.exp(score - score.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        x = x + np.einsum("hts,shi->thi", weight, v).reshape(count, -1) @ take(hidden, heads * size).T
        y = norm(x, take(hidden), shape["epsilon"])
        gate, up = np.split(y @ take(2 * shape["feed_forward"], hidden).T, 2, -1)
        x = x + (gate / (1 + np.exp(-gate)) * up) @ take(hidden, shape["feed_forward"]).T
    x = norm(x, take(hidden), shape["epsilon"])
    logits = x @ (embedding if shape["tied"] else take(vocabulary, hidden)).T
    assert position == len(numbers)
    logits -= logits.max(-1, keepdims=True)
    table = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    return table[np.arange(count - 1), tokens[1:]]


if __name__ == "__main__":
    write_small(os.path.join(here, "small.tlm"))
    texts = [("small.tlm", "abcdefghijabcdefghij"), ("small.tlm", "jjjjjj$"), ("small.tlm", "ca"),
             ("base", "3918>15:8+9=17;17-3=14;14+1=15$"), ("base", "9999>36:9+9=18;9+9=18;18+18=36$"),
             ("base", "1234>24:3*4=12;12*2=24;24*1=24$"), ("base", "3918>15:$$$$0000====")]
    with open(os.path.join(here, "golden.txt"), "w") as out:
        for model, text in texts:
            shape, symbols, numbers = read(
                sys.argv[1] if model == "base" else os.path.join(here, model))
            values = logprobs(shape, numbers, np.array([symbols.index(c) for c in text]))
            out.write(" ".join([model, text] + ["%.9f" % value for value in values]) + "\n")
