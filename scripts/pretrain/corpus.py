"""Reads the pretraining corpus: gzip shards of documents divided by a line `<|endoftext|>`.

Whole documents are held out (never seen by the tokenizer or the model): every document whose
SHA-256 falls into the first 1 % of the hash space, so the split depends on the text alone.
"""
import gzip
import hashlib
import pathlib

SEPARATOR = "\n<|endoftext|>\n"

# How often each shard is seen in one pass. Modern, plain English is repeated, because the people
# who tune this model write modern, plain English; templated definitions keep a small share.
PASSES = {
    "tinystories": 2.0,
    "storybooks_ccby": 2.0,
    "fairytaleqa": 1.5,
    "gutenberg_children": 1.0,
    "gutenberg_sf_1950s": 1.5,
    "gutenberg_fiction": 0.7,
    "usgov_plain_cc0": 2.0,
    "wordnet_definitions": 1.0,
}


def documents(folder: pathlib.Path, shard: str) -> list[str]:
    with gzip.open(folder / f"{shard}.txt.gz", "rt", encoding="utf-8") as file:
        text = file.read()
    return [part.strip() for part in ("\n" + text + "\n").split(SEPARATOR) if part.strip()]


def is_held_out(document: str) -> bool:
    return hashlib.sha256(document.encode("utf-8")).digest()[0] < 3


def split(folder: pathlib.Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Returns (training, held-out) documents by shard."""
    train, held_out = {}, {}
    for shard in PASSES:
        every = documents(folder, shard)
        train[shard] = [d for d in every if not is_held_out(d)]
        held_out[shard] = [d for d in every if is_held_out(d)]
    return train, held_out
