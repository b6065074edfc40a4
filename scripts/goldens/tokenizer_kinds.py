"""Small tokenizers of kinds that the other files do not show, trained on the examples of this repository.

Usage: python scripts/goldens/tokenizer_kinds.py
Writes test/golden/data/tokenizers/<kind>.json; scripts/goldens/token_offsets.py then takes their ids and offsets.
"""
import base64
import json
import struct
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "test/golden/data/tokenizers"
SPECIAL = ["<unk>", "<s>", "</s>"]
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
# SentencePiece's map does such things: white space to spaces, wide and joined letters to plain ones, invisible ones to nothing.
CHARACTERS = {
    "\t": " ",
    "\n": " ",
    "\r": " ",
    "\x01": "",
    "\x7f": "",
    "\u00a0": " ",
    "\u0085": " ",
    "\u200b": "",
    "\ufeff": "",
    "ﬁ": "fi",
    "½": "1⁄2",
    "²": "2",
    "Ⅷ": "VIII",
    "㈠": "(一)",
    "e\u0301": "é",
    "a\u0308": "ä",
    "n\u0303": "ñ",
    **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
    **{chr(0x1D573 + i): chr(0x48 + i) for i in range(3)},
}


def precompiled(characters):
    """SentencePiece's charsmap: size of the trie, a darts-clone double array, texts that end with a zero byte."""
    texts, offset_of = b"", {}
    for text in characters.values():
        if text not in offset_of:
            offset_of[text] = len(texts)
            texts += text.encode() + b"\0"
    root = {}
    for key, text in characters.items():
        node = root
        for byte in key.encode():
            node = node.setdefault(byte, {})
        node[None] = offset_of[text]
    units, taken = {}, {0}

    def place(node, position, label, is_root=False):
        children = [byte for byte in node if byte is not None]
        slots = children + ([0] if None in node else [])
        base = next(b for b in range(1, 1 << 20) if all((b ^ slot) not in taken for slot in slots))
        taken.update(base ^ slot for slot in slots)
        leaf = 0x100 if None in node else 0
        units[position] = ((position ^ base) << 10) | leaf | (0 if is_root else label)
        if None in node:
            units[base] = 0x80000000 | node[None]
        for byte in children:
            place(node[byte], base ^ byte, byte)

    place(root, 0, 0, True)
    # Blocks of 256, as every step may look at any place of its block.
    length = (max(units) // 256 + 1) * 256
    # A free unit must not look like a child: no byte is 0 in a key, and 0 is the label of a free one.
    trie = struct.pack(f"<{length}I", *(units.get(i, 0) for i in range(length)))
    return struct.pack("<I", len(trie)) + trie + texts


def corpus():
    for path in sorted((ROOT / "examples").rglob("*.jsonl")):
        for line in path.read_text().splitlines():
            yield from (value for value in json.loads(line).values() if isinstance(value, str))
    yield "naïve café Ångström straße 日本語 中文 한국어 👍 é ä ñ"


def unigram(specials=SPECIAL):
    return models.Unigram(), trainers.UnigramTrainer(vocab_size=500, special_tokens=specials, unk_token="<unk>")


def bpe(specials, **options):
    return models.BPE(**options), trainers.BpeTrainer(
        vocab_size=600, special_tokens=specials, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet() if not specials else []
    )


def train(model, trainer, normalizer, pre_tokenizer, decoder):
    tokenizer = Tokenizer(model)
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoder
    tokenizer.train_from_iterator(corpus(), trainer)
    return json.loads(tokenizer.to_str())


def kinds():
    metaspace = pre_tokenizers.Metaspace
    yield "unigram-split", train(*unigram(), None, metaspace(), decoders.Metaspace())

    mapped = normalizers.Sequence(
        [
            normalizers.Precompiled(precompiled(CHARACTERS)),
            normalizers.Strip(left=False, right=True),
            normalizers.Replace(Regex(" {2,}"), "▁"),
        ]
    )
    yield "unigram-precompiled", train(
        *unigram(), mapped, metaspace(prepend_scheme="first", split=True), decoders.Metaspace(prepend_scheme="first")
    )

    composed = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    yield "unigram-nfkc", train(*unigram(), composed, metaspace(prepend_scheme="never"), decoders.Metaspace(prepend_scheme="never"))

    fallback = train(*unigram(), None, metaspace(split=False), decoders.Metaspace())
    vocab = fallback["model"]["vocab"]
    fallback["model"]["vocab"] = vocab[:3] + [[token, 0.0] for token in BYTES] + vocab[3:]
    fallback["model"]["byte_fallback"] = True
    fallback["decoder"] = json.loads(
        '{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},'
        '{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}'
    )
    yield "unigram-bytes", fallback

    spaces = normalizers.Sequence([normalizers.NFC(), normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    whole = train(*bpe(SPECIAL + BYTES, byte_fallback=True, unk_token="<unk>", fuse_unk=True), spaces, metaspace(prepend_scheme="never"), decoders.Metaspace())
    whole["pre_tokenizer"] = None
    whole["decoder"] = fallback["decoder"]
    # Bytes are ordinary vocabulary; the trainer has no other way to get them in.
    whole["added_tokens"] = [token for token in whole["added_tokens"] if token["content"] not in BYTES]
    yield "bpe-nfc-whole", whole
    yield "bpe-split", {**whole, "normalizer": None, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}}

    prefixed = train(*bpe([]), None, pre_tokenizers.ByteLevel(add_prefix_space=True), decoders.ByteLevel())
    yield "bytes-prefix", prefixed
    # A vocabulary whose words are taken whole, although no merge leads to them.
    ignoring = json.loads(json.dumps(prefixed))
    ignoring["pre_tokenizer"] = json.loads(
        '{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":" ?[^\\\\s\\\\d]+|\\\\s+|\\\\d"},"behavior":"Removed","invert":true},'
        '{"type":"ByteLevel","add_prefix_space":false,"use_regex":false,"trim_offsets":true}]}'
    )
    ignoring["model"]["ignore_merges"] = True
    for word in ["Ġcontrol", "Hello", "Ã©"]:
        ignoring["model"]["vocab"].setdefault(word, len(ignoring["model"]["vocab"]))
    yield "bytes-whole-words", ignoring


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, definition in kinds():
        path = TARGET / f"{name}.json"
        path.write_text(json.dumps(definition, ensure_ascii=False, separators=(",", ":")) + "\n")
        tokenizer = Tokenizer.from_file(str(path))
        print(name, path.stat().st_size, tokenizer.encode("Hello  wörld ﬁ\n", add_special_tokens=False).tokens)


main()
