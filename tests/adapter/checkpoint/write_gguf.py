# SPDX-License-Identifier: Apache-2.0
"""write_gguf.py FILE: a small GGUF file written by PyPI's gguf (committed: by 0.19), with a tensor of each
type and, beside it, what gguf makes of it as a tensor of F32; and values of every kind."""

import sys

import gguf
import numpy

Type = gguf.GGMLQuantizationType


def blocks_of_256(kind, generator):
    """Random blocks with scales that are numbers."""
    size = gguf.GGML_QUANT_SIZES[kind][1]
    data = generator.integers(0, 256, (2, size), dtype=numpy.uint8)
    halves = generator.normal(0, 0.1, (2, 2)).astype(numpy.float16).view(numpy.uint8)
    if kind == Type.Q6_K:
        data[:, 208:210] = halves[:, :2]
    else:
        data[:, :4] = halves
    return data


def main():
    generator = numpy.random.default_rng(1)
    writer = gguf.GGUFWriter(sys.argv[1], "llama")
    writer.add_uint8("of.u8", 200)
    writer.add_int8("of.i8", -100)
    writer.add_uint16("of.u16", 60000)
    writer.add_int16("of.i16", -30000)
    writer.add_uint32("of.u32", 4000000000)
    writer.add_int32("of.i32", -2000000000)
    writer.add_uint64("of.u64", 2**62)
    writer.add_int64("of.i64", -(2**62))
    writer.add_float32("of.f32", 0.1)
    writer.add_float64("of.f64", 0.1)
    writer.add_bool("of.bool", True)
    writer.add_string("of.text", "naïve")
    writer.add_array("of.wholes", [1, -2, 3])
    writer.add_array("of.numbers", [0.5, -1.5])
    writer.add_array("of.texts", ["a", "", "Ġb"])
    for kind in (Type.F32, Type.F16, Type.BF16, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0,
                 Type.Q4_K, Type.Q5_K, Type.Q6_K):
        if kind.name.endswith("_K"):
            data = blocks_of_256(kind, generator)
        else:
            data = gguf.quants.quantize(generator.normal(0, 1, (3, 64)).astype(numpy.float32), kind)
        writer.add_tensor(kind.name, data, raw_dtype=kind)
        writer.add_tensor(kind.name + ".expected", gguf.quants.dequantize(data, kind).astype(numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
