# SPDX-License-Identifier: Apache-2.0
"""transformers_peer.py 0.5B|7B BATCH [PROMPT] [NEW]: what tokens_per_second measures, by
transformers' generate and forward, on the same GPU, with random weights."""

import sys
import time

import torch
from transformers import AutoModelForCausalLM, Qwen2Config

SHAPES = {
    "0.5B": dict(vocab_size=151936, hidden_size=896, num_hidden_layers=24, num_attention_heads=14,
                 num_key_value_heads=2, intermediate_size=4864, tie_word_embeddings=True),
    "7B": dict(vocab_size=152064, hidden_size=3584, num_hidden_layers=28, num_attention_heads=28,
               num_key_value_heads=4, intermediate_size=18944, tie_word_embeddings=False),
}


def main():
    batch = int(sys.argv[2])
    prompt, new = (int(sys.argv[i]) if len(sys.argv) > i else 512 for i in (3, 4))
    torch.set_default_device("cuda")
    model = AutoModelForCausalLM.from_config(Qwen2Config(**SHAPES[sys.argv[1]], eos_token_id=None), dtype=torch.bfloat16)
    model = model.eval()
    ids = torch.randint(0, 1000, (batch, prompt))
    how = dict(do_sample=True, temperature=0.6, top_p=0.95, top_k=0, min_new_tokens=new, max_new_tokens=new)
    with torch.no_grad():
        model.generate(ids, **{**how, "min_new_tokens": 8, "max_new_tokens": 8})
        torch.cuda.synchronize()
        start = time.perf_counter()
        model.generate(ids, **how)
        torch.cuda.synchronize()
        print(f"drawing   {batch * new / (time.perf_counter() - start):.0f} tokens/s by transformers")
        texts = torch.randint(0, 1000, (64, prompt + new))
        for repeat in range(2):
            torch.cuda.synchronize()
            start = time.perf_counter()
            for part in texts.split(4):
                logits = model(part).logits[:, :-1].float()
                torch.log_softmax(logits, -1).gather(-1, part[:, 1:, None]).sum()
            torch.cuda.synchronize()
            if repeat == 1:
                print(f"scoring   {texts.numel() / (time.perf_counter() - start):.0f} tokens/s by transformers")


main()
