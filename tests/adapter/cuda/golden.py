# SPDX-License-Identifier: Apache-2.0
"""Random tiny models of each family, and what PyTorch and transformers compute with them:
golden.py FOLDER [SEED]. Writes FOLDER/<family>/ (config.json, model.safetensors in bf16) and
FOLDER/golden.json with token ids, log-probabilities of each token, how far PyTorch in bf16 is from
them on average, and greedy continuations.
The committed files were made by torch 2.15 and transformers 5.24 on a CPU, in float."""

import copy
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config, Qwen3Config

SHAPE = dict(vocab_size=61, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             intermediate_size=24, max_position_embeddings=512, rms_norm_eps=1e-5)
LLAMA3 = dict(rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=32, rope_theta=500.0)


def config(kind, **changes):
    rope = changes.pop("rope", {"rope_type": "default", "rope_theta": 10000.0})
    return kind(**{**SHAPE, **changes}, rope_parameters=rope, bos_token_id=None, eos_token_id=60, pad_token_id=None)


FAMILIES = {
    "llama": config(LlamaConfig, tie_word_embeddings=False, rope=LLAMA3, hidden_size=24, num_attention_heads=3,
                    num_key_value_heads=1, head_dim=8),
    "qwen2": config(Qwen2Config, tie_word_embeddings=True),
    "qwen3": config(Qwen3Config, tie_word_embeddings=True, head_dim=6),
}


def main():
    folder = pathlib.Path(sys.argv[1])
    out = {}
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for number, (name, shape) in enumerate(FAMILIES.items()):
        torch.manual_seed(number + 3 * seed)
        model = AutoModelForCausalLM.from_config(shape, dtype=torch.float32, attn_implementation="eager").eval()
        with torch.no_grad():
            for key, tensor in model.named_parameters():
                noise = torch.randn_like(tensor)
                tensor.copy_(1 + 0.3 * noise if "norm" in key else 0.3 * noise)
                tensor.copy_(tensor.to(torch.bfloat16).float())  # so that bf16 holds the same model
        (folder / name).mkdir(parents=True, exist_ok=True)
        shape.save_pretrained(folder / name)
        tensors = {k: v.to(torch.bfloat16).contiguous() for k, v in model.state_dict().items()
                   if not (k == "lm_head.weight" and shape.tie_word_embeddings)}
        save_file(tensors, folder / name / "model.safetensors", metadata={"format": "pt"})
        half = copy.deepcopy(model).to(torch.bfloat16)
        cases = []
        # Beyond 256 positions attention works on more than one stretch.
        for length in (1, 5, 16, 17, 40, 300):
            ids = torch.randint(0, 60, (1, length + 8))
            with torch.no_grad():
                logits = model(ids).logits.double()
            logprobs = torch.log_softmax(logits[0, :-1], -1).gather(1, ids[0, 1:, None])[:, 0]
            with torch.no_grad():
                rounded = half(ids).logits.double()
            rounded = torch.log_softmax(rounded[0, :-1], -1).gather(1, ids[0, 1:, None])[:, 0]
            greedy = ids[:, :length]
            for _ in range(12):
                with torch.no_grad():
                    greedy = torch.cat([greedy, model(greedy).logits[:, -1].argmax(-1, keepdim=True)], 1)
            cases.append({
                "ids": ids[0].tolist(),
                "logprobs": [round(x, 7) for x in logprobs.tolist()],
                "bf16_error": round((rounded - logprobs).abs().mean().item(), 7),
                "prompt": length,
                "greedy": greedy[0, length:].tolist(),
            })
        out[name] = cases
    with open(folder / "golden.json", "w", encoding="ascii") as file:
        json.dump(out, file, separators=(",", ":"))
        file.write("\n")


main()
