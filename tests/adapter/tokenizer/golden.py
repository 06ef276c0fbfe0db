# SPDX-License-Identifier: Apache-2.0
"""Trains three small byte-level tokenizers with Hugging Face's tokenizers and writes them with
texts and their ids: golden.py OUT [SEED]. Without SEED the texts are the fixed ones only; with it
2000 random ones are added to each. The committed golden.json is `golden.py golden.json`, made by
tokenizers 0.23."""

import json
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
TAIL = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + TAIL
QWEN2 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + TAIL

CORPUS = [
    "Let $x$ be a positive integer such that $x^2 - 5x + 6 = 0$. Find the sum of all x.",
    "The answer is \\boxed{42}, isn't it? We've shown that they're equal; I'll stop, I'd say.",
    "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n\n\nprint(f(10))\n",
    "Die Länge beträgt 3,50 m. Où est l'école? 中文的句子，没有空格。 数学 数学",
    "the then there these those the the and and in in on of of to to 1234567890 2024",
]

TEXTS = CORPUS + [
    "",
    " ",
    "  ",
    "\n",
    " \n \n  x",
    "a  b   c    ",
    "tab\there\t\tand\r\nCRLF\r\n\r\n  end",
    "I'M HE'S they'LL 'S 'tis 'Re x'y '\u017f 'l 'r",
    "12 123 1234 12345 3.14159 1,000,000 x1y22z333 \u0663\u0664\u0665 \u00bd \u2167",
    "!!! ... ?!\n\n!!\n -- \n--\n $$x$$ ",
    "e\u0301 \u00e9 A\u030a \u212b \u1e9b\u0323 \uac00 \u1100\u1161 \u0928\u093c",
    "emoji \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 end",
    "\u00a0nbsp\u2003em\u3000ideographic\u2028line\u0085next\u000b\u000c",
    "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
    "<|begin|>hello<|end|><|end|> the<|endless|>\n<|begin|",
    "plain tool_call text with <tool_call> inside",
    "\u0000\u0001\x7f control",
    "x" * 300,
    " " * 50 + "y",
]

ALPHABET = (
    list(" " * 6 + "\n\n\r\t'''aesSTRVMLDmlrvetd019.,!?$\\{}<>|")
    + ["the", "'ll", "'RE", "<|end|>", "<tool_call>", "\u00e9", "e\u0301", "\u4e2d", "\u6570\u5b66", "\u0661"]
    + ["\U0001f600", "\u00a0", "\u3000", "\u2028", "\u0085", "\u017f", "\u00bd", "\u2160", "\u0301", "\u200d", "\u01c5", "\u02b0"]
)


def tokenizer(pattern, ignore_merges, normalizer, begin):
    made = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer:
        made.normalizer = normalizers.NFC()
    if pattern is None:
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        made.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ])
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(vocab_size=400, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    made.add_special_tokens(["<|begin|>", "<|end|>", "<|endless|>"])
    made.add_tokens([AddedToken("<tool_call>", normalized=False), AddedToken("tool_call", normalized=True)])
    steps = [processors.ByteLevel(trim_offsets=False)]
    if begin:
        steps.append(processors.TemplateProcessing(
            single="<|begin|> $A", special_tokens=[("<|begin|>", made.token_to_id("<|begin|>"))]))
    made.post_processor = processors.Sequence(steps)
    return made


def main():
    texts = {}
    out = []
    for name, made in {
        "gpt2": tokenizer(None, False, False, False),
        "llama3": tokenizer(LLAMA3, True, False, True),
        "qwen2": tokenizer(QWEN2, False, True, False),
    }.items():
        texts = list(TEXTS)
        if len(sys.argv) > 2:
            draw = random.Random(int(sys.argv[2]))
            for _ in range(2000):
                texts.append("".join(draw.choice(ALPHABET) for _ in range(draw.randint(1, 40))))
        cases = []
        for text in texts:
            ids = made.encode(text, add_special_tokens=False).ids
            cases.append({
                "text": text,
                "ids": ids,
                "with_template": made.encode(text).ids,
                "decoded": made.decode(ids),
                "cut": made.decode(ids[: len(ids) // 2]),
            })
        out.append({"name": name, "tokenizer": json.loads(made.to_str()), "cases": cases})
    with open(sys.argv[1], "w", encoding="ascii") as file:
        json.dump(out, file, separators=(",", ":"))
        file.write("\n")


main()
