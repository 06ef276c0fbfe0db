# SPDX-License-Identifier: Apache-2.0
"""Writes a small language model of random weights as a GGUF file: Llama's architecture, printable
ASCII characters for tokens. It says nothing sensible, but a real server serves it as it does any
other model."""
import random
import struct
import sys

LAYERS, WIDTH, HEADS, FEED = 2, 64, 4, 128
ALIGNMENT = 32
STRING, ARRAY, UINT32, INT32, FLOAT32, BOOL = 8, 9, 4, 5, 6, 7


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def scalar(kind, value):
    if kind == STRING:
        return text(value)
    return struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}[kind], value)


def field(key, kind, value, items=None):
    if kind == ARRAY:
        body = struct.pack("<IQ", items, len(value)) + b"".join(scalar(items, one) for one in value)
    else:
        body = scalar(kind, value)
    return text(key) + struct.pack("<I", kind) + body


def vocabulary():
    """Token, score and type: unknown, begin, end, the newline as a byte, and printable characters.
    A server joins bytes that make one character, so that other bytes would have no token of their
    own in its answers."""
    tokens = [("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("</s>", 0.0, 3), ("<0x0A>", 0.0, 6)]
    tokens += [("\u2581", -1.0, 1)]
    tokens += [(chr(code), -2.0, 1) for code in range(33, 127)]
    return tokens


def main(path, seed):
    numbers = random.Random(seed)
    tokens = vocabulary()
    fields = [
        field("general.architecture", STRING, "llama"),
        field("general.name", STRING, "random-bytes"),
        field("general.alignment", UINT32, ALIGNMENT),
        field("llama.context_length", UINT32, 512),
        field("llama.embedding_length", UINT32, WIDTH),
        field("llama.block_count", UINT32, LAYERS),
        field("llama.feed_forward_length", UINT32, FEED),
        field("llama.attention.head_count", UINT32, HEADS),
        field("llama.attention.head_count_kv", UINT32, HEADS),
        field("llama.attention.layer_norm_rms_epsilon", FLOAT32, 1e-5),
        field("llama.rope.dimension_count", UINT32, WIDTH // HEADS),
        field("llama.vocab_size", UINT32, len(tokens)),
        field("tokenizer.ggml.model", STRING, "llama"),
        field("tokenizer.ggml.tokens", ARRAY, [one[0] for one in tokens], STRING),
        field("tokenizer.ggml.scores", ARRAY, [one[1] for one in tokens], FLOAT32),
        field("tokenizer.ggml.token_type", ARRAY, [one[2] for one in tokens], INT32),
        field("tokenizer.ggml.bos_token_id", UINT32, 1),
        field("tokenizer.ggml.eos_token_id", UINT32, 2),
        field("tokenizer.ggml.unknown_token_id", UINT32, 0),
        field("tokenizer.ggml.add_bos_token", BOOL, True),
        field("tokenizer.ggml.add_space_prefix", BOOL, False),
        field("tokenizer.chat_template", STRING,
              "{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}<assistant>"),
    ]
    shapes = [("token_embd.weight", (WIDTH, len(tokens)), 1.0)]
    for layer in range(LAYERS):
        shapes += [("blk.%d.%s.weight" % (layer, name), shape, scale) for name, shape, scale in (
            ("attn_norm", (WIDTH,), 0.0),
            ("attn_q", (WIDTH, WIDTH), 0.1),
            ("attn_k", (WIDTH, WIDTH), 0.1),
            ("attn_v", (WIDTH, WIDTH), 0.1),
            ("attn_output", (WIDTH, WIDTH), 0.1),
            ("ffn_norm", (WIDTH,), 0.0),
            ("ffn_gate", (WIDTH, FEED), 0.1),
            ("ffn_up", (WIDTH, FEED), 0.1),
            ("ffn_down", (FEED, WIDTH), 0.1))]
    # So small that the distribution is nearly flat: texts differ, and end after some 100 tokens.
    shapes += [("output_norm.weight", (WIDTH,), 0.0), ("output.weight", (WIDTH, len(tokens)), 0.2)]
    header = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(fields)) + b"".join(fields)
    data = bytearray()
    for name, shape, scale in shapes:
        size = 1
        for dimension in shape:
            size *= dimension
        header += text(name) + struct.pack("<I", len(shape))
        header += b"".join(struct.pack("<Q", dimension) for dimension in shape)
        header += struct.pack("<IQ", 0, len(data))  # 32-bit floats
        values = ([1.0] * size if scale == 0.0 else
                  [numbers.gauss(0.0, scale) for _ in range(size)])
        data += struct.pack("<%df" % size, *values)
        data += bytes(-len(data) % ALIGNMENT)
    header += bytes(-len(header) % ALIGNMENT)
    with open(path, "wb") as file:
        file.write(header + data)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1)
