# SPDX-License-Identifier: Apache-2.0
"""kernel_resources.py [NVCC [CUOBJDUMP]]: compiles every kernel for sm_80 and sm_90 and prints, from
the compiled code, registers, spills, shared memory, occupancy and the widths of loads of global
memory (these with cuobjdump, of a toolkit or of PyPI's nvidia-cuda-cuobjdump); then bytes and
launches of a decoding step against the bandwidth of a GPU, the estimate that a first run is held
to. Needs no GPU."""

import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]

# Limits of a multiprocessor: shared memory in bytes, threads; registers are 65536 and blocks 32.
MULTIPROCESSORS = {"sm_80": (164 << 10, 2048), "sm_90": (228 << 10, 2048)}
TEAM = 32 * (8 + 4 + 4)  # block_team::shared_words

# Threads of a block, and floats of shared memory that it asks for, for heads of a width.
def attention_scratch(head_dim):
    return 8 * (head_dim + 256 + max(128 // head_dim, 1) * head_dim)


KERNELS = {
    "embed_kernel": (256, lambda head_dim: 0),
    "rms_norm_kernel": (256, lambda head_dim: 0),
    "rotate_append_kernel": (64, lambda head_dim: head_dim),
    "attention_kernel": (128, attention_scratch),
    "attention_combine_kernel": (64, lambda head_dim: 0),
    "swiglu_kernel": (256, lambda head_dim: 0),
    "product_kernel": (128, lambda head_dim: 0),
    "score_kernel": (512, lambda head_dim: 0),
    "sample_kernel": (512, lambda head_dim: 0),
    "resample_kernel": (32, lambda head_dim: 0),
}

# Qwen2.5: vocabulary, width, layers, heads, key-value heads, head_dim, inner width, tied.
MODELS = {
    "0.5B": (151936, 896, 24, 14, 2, 64, 4864, True),
    "7B": (152064, 3584, 28, 28, 4, 128, 18944, False),
}


def kernel_of(mangled):
    found = [name for name in KERNELS if re.search(rf"\d{name}", mangled)]
    return max(found, key=len) if found else None


def resources(nvcc, arch, cubin):
    """{kernel: (registers, stack, spill stores, spill loads, static shared memory)}"""
    command = [nvcc, "-std=c++20", "-O3", "--expt-relaxed-constexpr", "-diag-suppress=2810,1675", f"-I{ROOT / 'include'}",
               f"-arch={arch}", "-cubin", "--resource-usage", "-o", cubin, ROOT / "bench/adapter/cuda/every_kernel.cu"]
    log = subprocess.run(command, capture_output=True, text=True, check=False)
    if log.returncode != 0:
        sys.exit(log.stderr)
    if re.search(r"\bwarning\b", log.stderr):
        print(log.stderr, file=sys.stderr)
    out, name = {}, None
    for line in log.stderr.splitlines():
        if entry := re.search(r"Compiling entry function '(\w+)'", line):
            name = kernel_of(entry[1])
            numbers = [0] * 4
        elif stack := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line):
            numbers[1:] = map(int, stack.groups())
        elif used := re.search(r"Used (\d+) registers", line):
            numbers[0] = int(used[1])
            shared = re.search(r"(\d+) bytes smem", line)
            out[name] = (*numbers, int(shared[1]) if shared else 0)
    return out


def loads(cuobjdump, cubin):
    """{kernel: {bits: how many loads of global memory in the code}}"""
    text = subprocess.run([cuobjdump, "-sass", cubin], capture_output=True, text=True, check=True).stdout
    out, name = collections.defaultdict(collections.Counter), None
    for line in text.splitlines():
        if entry := re.search(r"Function : (\w+)", line):
            name = kernel_of(entry[1])
        elif load := re.search(r"\bLDG\.E(\S*)", line):
            width = re.search(r"\.(64|128|U8|S8|U16|S16)\b", load[1])
            bits = int(re.sub(r"\D", "", width[1])) if width else 32
            out[name][bits] += 1
    return out


def occupancy(arch, threads, registers, shared):
    """Blocks of a multiprocessor, and the share of its threads."""
    memory, most = MULTIPROCESSORS[arch]
    of_registers = 65536 // (-(-registers * 32 // 256) * 256 * (threads // 32))
    of_memory = memory // (shared + 1024)  # the system takes 1 KiB of each block
    blocks = min(32, most // threads, of_registers, of_memory)
    return blocks, blocks * threads / most


def print_resources(nvcc, cuobjdump):
    print(f"{'kernel':26} {'arch':6} threads registers stack spills  shared   blocks occupancy  loads of global memory, bits x how many")
    with tempfile.TemporaryDirectory() as folder:
        for arch in MULTIPROCESSORS:
            cubin = pathlib.Path(folder) / f"{arch}.cubin"
            found = resources(nvcc, arch, cubin)
            widths = loads(cuobjdump, cubin) if cuobjdump else None
            for name, (threads, scratch) in KERNELS.items():
                registers, stack, stores, reads, static = found[name]
                assert static in (0, TEAM), f"{name} has {static} bytes of shared memory"
                for head_dim in (64, 128, 256, 1024) if scratch(64) else (64,):
                    shared = static + 4 * scratch(head_dim)
                    blocks, share = occupancy(arch, threads, registers, shared)
                    label = f"{name} {head_dim}" if scratch(64) else name
                    text = " ".join(f"{bits}x{n}" for bits, n in sorted(widths[name].items())) if widths else "no cuobjdump"
                    print(f"{label:26} {arch:6} {threads:7} {registers:9} {stack:5} {stores + reads:6} {shared:7} {blocks:8} {share:9.0%}  {text}")


def step(model, batch, context):
    """Bytes of a decoding step by what reads or writes them, launches, and floating-point operations."""
    vocabulary, width, layers, heads, kv_heads, head_dim, inner, _ = MODELS[model]
    q, kv = heads * head_dim, kv_heads * head_dim
    matrices = layers * (width * (2 * q + 2 * kv) + 3 * width * inner) + width * vocabulary
    stretches = -(-context // 256)
    parts = {
        "weights": 2 * matrices,
        "keys and values": batch * layers * context * 2 * kv * 2,
        "rows between kernels": batch * layers * (2 * 6 * width + 2 * 2 * width + 8 * width  # norms, inputs and sums of products
                                                  + 3 * 4 * (q + 2 * kv)                     # product, rotation, attention
                                                  + 2 * 4 * heads * stretches * (head_dim + 2) + 2 * 2 * q
                                                  + 2 * 4 * 2 * inner + 2 * 2 * inner),
        "logits, once": batch * vocabulary * 4 * 2,
    }
    # The sampler reads its logits 12 times under top-p (highest twice, totals thrice, 8 searches less the L2's share).
    launches = 1 + 10 * layers + 3
    return parts, launches, 2 * matrices * batch


def print_roofline(bandwidth, flops):
    print(f"\nA decoding step at a context of 1024, by {bandwidth / 1e12:.1f} TB/s and {flops / 1e12:.0f} TFLOP/s; a launch in a graph takes some 2 us:")
    print(f"{'model':6} {'batch':>5} {'MB a step':>10} {'weights':>8} {'cache':>6} {'rows':>5} {'logits':>6} {'launches':>8} "
          f"{'a token':>8} {'bytes, us':>10} {'flop, us':>9} {'launches, us':>12} {'tokens/s at most':>16}")
    for model in MODELS:
        for batch in (1, 64, 256):
            parts, launches, work = step(model, batch, 1024)
            all_bytes = sum(parts.values())
            shares = [value / all_bytes for value in parts.values()]
            by_bytes, by_work, by_launches = 1e6 * all_bytes / bandwidth, 1e6 * work / flops, 2.0 * launches
            slowest = max(by_bytes, by_work, by_launches)
            print(f"{model:6} {batch:5} {all_bytes / 1e6:10.0f} {shares[0]:8.0%} {shares[1]:6.0%} {shares[2]:5.0%} {shares[3]:6.0%} {launches:8} "
                  f"{launches / batch:8.1f} {by_bytes:10.0f} {by_work:9.0f} {by_launches:12.0f} {1e6 * batch / slowest:16.0f}")


def main():
    nvcc = sys.argv[1] if len(sys.argv) > 1 else shutil.which("nvcc") or "/usr/local/cuda/bin/nvcc"
    cuobjdump = sys.argv[2] if len(sys.argv) > 2 else shutil.which("cuobjdump")
    if not shutil.which(nvcc):
        sys.exit(f"{nvcc} is not there")
    print_resources(nvcc, cuobjdump)
    print_roofline(4.8e12, 790e12)  # an H200


main()
