"""Measures the embedded base model on the held-out documents and writes docs/base-model.md and the learning curve.

usage: report.py CORPUS_DIR MODEL_DIR WORK_DIR DOCS_DIR     (WORK_DIR is that of train.py)
"""
import json
import math
import os
import pathlib
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import numpy
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from corpus import PASSES, split
from train import BATCH, CONFIG, CONTEXT, token_cache

DISCOUNT = 0.75
PROMPTS = ["Once upon a time there was a little", "The ship had been at sea for", "A good website should", "What is the capital of France?"]


def bigram_bits_per_byte(train: numpy.ndarray, held: numpy.ndarray, held_bytes: int) -> float:
    """Token bigrams with absolute discounting, backed off to unigrams (Ney, Essen and Kneser 1994)."""
    v = CONFIG["vocab_size"]
    pairs = numpy.bincount(train[:-1].astype(numpy.int64) * v + train[1:], minlength=v * v).reshape(v, v)
    unigram = (numpy.bincount(train, minlength=v) + 1) / (len(train) + v)
    totals, kinds = pairs.sum(1), (pairs > 0).sum(1)
    a, b = held[:-1].astype(numpy.int64), held[1:].astype(numpy.int64)
    seen = numpy.maximum(totals[a], 1)
    p = numpy.maximum(pairs[a, b] - DISCOUNT, 0) / seen + numpy.where(totals[a] > 0, DISCOUNT * kinds[a] / seen, 1) * unigram[b]
    return float(-numpy.log2(p).sum() / held_bytes)


def model_bits_per_byte(model: LlamaForCausalLM, stream: numpy.ndarray, n_bytes: int) -> float:
    """Windows of CONTEXT tokens without overlap: the first tokens of each have little context, so this is an upper bound."""
    windows = (len(stream) - 1) // CONTEXT
    bits = 0.0
    with torch.no_grad():
        for i in range(0, windows, BATCH):
            rows = [stream[j * CONTEXT : (j + 1) * CONTEXT + 1].astype(numpy.int64) for j in range(i, min(i + BATCH, windows))]
            batch = torch.from_numpy(numpy.stack(rows))
            logits = model(batch[:, :-1]).logits
            bits += torch.nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten(), reduction="sum").item() / math.log(2)
    return bits / (n_bytes * windows * CONTEXT / len(stream))


def curve_svg(rows: list[dict]) -> str:
    points = [(r["tokens"] / 1e6, r["heldOutBitsPerByte"]) for r in rows if "heldOutBitsPerByte" in r]
    x_max, low, high = max(x for x, _ in points), min(y for _, y in points) - 0.05, max(y for _, y in points) + 0.05
    x = lambda v: 60 + 620 * v / x_max
    y = lambda v: 20 + 240 * (high - v) / (high - low)
    line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
    ticks_y = [low + (high - low) * i / 4 for i in range(5)]
    ticks_x = [x_max * i / 4 for i in range(5)]
    grid = "".join(f'<line x1="60" x2="680" y1="{y(t):.1f}" y2="{y(t):.1f}" stroke="#ccc"/><text x="52" y="{y(t) + 4:.1f}" text-anchor="end">{t:.2f}</text>' for t in ticks_y)
    grid += "".join(f'<text x="{x(t):.1f}" y="280" text-anchor="middle">{t:.0f}</text>' for t in ticks_x)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 310" font-family="sans-serif" font-size="12" role="img" '
        'aria-label="Bits per byte on held-out text over training tokens"><rect width="700" height="310" fill="#fff"/>'
        f'{grid}<polyline points="{line}" fill="none" stroke="#0b62a8" stroke-width="2"/>'
        '<text x="370" y="302" text-anchor="middle">million tokens seen</text>'
        '<text x="64" y="14">bits per byte, held-out documents</text></svg>\n'
    )


def sample(model: LlamaForCausalLM, tokenizer: Tokenizer, prompt: str) -> str:
    ids = torch.tensor([tokenizer.encode(prompt).ids])
    torch.manual_seed(1)
    out = model.generate(ids, max_new_tokens=60, do_sample=True, temperature=0.7, top_k=0, pad_token_id=0)
    return tokenizer.decode(out[0].tolist())


def main(corpus: pathlib.Path, folder: pathlib.Path, work: pathlib.Path, docs: pathlib.Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    train, held, held_bytes = token_cache(corpus, folder, work)
    curve = [json.loads(line) for line in (work / "curve.jsonl").read_text().splitlines()]
    last = curve[-1]
    _, held_documents = split(corpus)
    rows = []
    for shard in PASSES:
        text = held_documents[shard]
        stream = numpy.array([i for e in tokenizer.encode_batch(text) for i in [*e.ids, 0]], dtype=numpy.uint16)
        n_bytes = sum(len(d.encode("utf-8")) for d in text)
        if len(stream) <= CONTEXT:  # one window would not be filled
            rows.append(f"| {shard} | {len(text)} | {n_bytes:,} | | |")
            continue
        ours, bigram = model_bits_per_byte(model, stream, n_bytes), bigram_bits_per_byte(train, stream, n_bytes)
        rows.append(f"| {shard} | {len(text)} | {n_bytes:,} | {ours:.3f} | {bigram:.3f} |")
    ours, bigram = model_bits_per_byte(model, held, held_bytes), bigram_bits_per_byte(train, held, held_bytes)
    rows.append(f"| **all** | {sum(len(d) for d in held_documents.values())} | {held_bytes:,} | **{ours:.3f}** | {bigram:.3f} |")
    (docs / "images").mkdir(parents=True, exist_ok=True)
    (docs / "images" / "base-learning-curve.svg").write_text(curve_svg(curve))
    quoted = "\n\n".join("> " + sample(model, tokenizer, p).replace("\n", "\n> ") for p in PROMPTS)
    (docs / "base-model.md").write_text(
        f"""# The embedded base model, measured

This page is written by `scripts/pretrain/report.py`. The model card, with licences, is `models/embedded/README.md`.

{sum(p.numel() for p in model.parameters()):,} parameters, {last["tokens"]:,} training tokens, {last["seconds"] / 60:.0f} minutes of training in all on a shared machine with two cores.

## Bits per byte on held-out documents

Whole documents were held out by a hash of their text; neither the tokenizer nor the model saw them.
The bigram model counts pairs of the same tokens in the same training text (absolute discounting, backed off to unigrams).

| documents from | documents | bytes | this model | bigram |
| --- | ---: | ---: | ---: | ---: |
{chr(10).join(rows)}

## Learning curve

On 64 windows of the held-out text, the same at every point, so it ends at another value than the table. The learning rate starts to fall at step 1,600.

![Bits per byte on held-out text over training tokens](images/base-learning-curve.svg)

## Samples

Temperature 0.7, nothing chosen by hand. It continues text; asked a question, it does not answer.

{quoted}
""",
        encoding="utf-8",
    )
    print(json.dumps({"bitsPerByte": round(ours, 4), "bigram": round(bigram, 4)}))


if __name__ == "__main__":
    main(*(pathlib.Path(a) for a in sys.argv[1:5]))
