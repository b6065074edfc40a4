"""Token ids and character offsets of the reference tokenizers (Rust, through Python) for texts of every kind.

Usage: python scripts/goldens/token_offsets.py SHARED_DATA_FOLDER   (after tokenizer_kinds.py)
Writes test/golden/data/token_offsets.json. Offsets are in UTF-16 code units.
"""
import json
import random
import sys
from pathlib import Path

from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(sys.argv[1])
FILES = {
    "embedded": ROOT / "models/embedded/tokenizer.json",
    "gpt2": SHARED / "lm/gpt2_tokenizer.json",
    "mistral": SHARED / "lm/mistral_tokenizer.json",
    "torchtune": SHARED / "lm/torchtune_tiny_bpe_tokenizer.json",
    **{path.stem: path for path in sorted((ROOT / "test/golden/data/tokenizers").glob("*.json"))},
}
TEXTS = [
    "",
    " ",
    "Hello world",
    "  two  spaces\n\n\tand a tab \r\n end  ",
    "I'll say it's John's; they've won, we'RE not.",
    "1234567890 ½ ² ٣٤ Ⅷ 3.14",
    "def f(x):\n    return x ** 2  # ok\n",
    "naïve café Ångström straße",
    "e\u0301 a\u0308\u0323 n\u0303 ㈠ ﬁ",
    "日本語のテキスト。中文，标点！ 한국어 \u1112\u1161\u11ab",
    "👍 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪",
    "\ufeffBOM\u0085next\u00a0nbsp\u2028line\u200bzero",
    "مرحبا بالعالم עברית हिन्दी ไทย",
    "▁real▁blocks ▁",
    "</s> <unk> [INST] ok",
    "\x00\x01\x7f control",
    "a" * 300,
    "𝕳𝖊𝖑𝖑𝖔 𐍈",
    "a    b" + " " * 40 + "c",
    "ＡＢＣ ﬁ½²Ⅷ㈠\u3000ｚ",
    "end with line ends\r\n\n",
    "<0x0A> and <0x41>",
    "ΑΣ ΣΑΣ İstanbul ẞ",
]
RANGES = [(0x20, 0x7E)] * 6 + [(0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x900, 0x97F), (0x1100, 0x11FF)]
RANGES += [(0x2000, 0x206F), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x1F300, 0x1F64F), (0x20000, 0x2A6DF)]


def random_texts(seed, count):
    rng = random.Random(seed)
    for _ in range(count):
        length = rng.randint(1, 40)
        yield "".join(chr(rng.randint(*rng.choice(RANGES))) for _ in range(length))


# What even the smallest vocabularies know, or map to what they know.
KNOWN = ["the", "answer", "Hello", " ", " ", "  ", "     ", "é", "e\u0301", "ñ", "👍", "中文", "日本語", ".", ",", "?", "x", "aaaa"]
# Behind a letter: the offsets of the reference are shifted where the first character of a text is taken out.
MAPPED = ["\u00a0", "ﬁ", "Ａ", "ｚ", "Ⅷ", "x\u200bx"]


def known_texts(seed, count):
    rng = random.Random(seed)
    for i in range(count):
        pieces = KNOWN if i % 2 == 0 else KNOWN + MAPPED
        yield "".join(rng.choice(pieces) for _ in range(rng.randint(1, 16)))


def normalize(tokenizer, text):
    return text if tokenizer.normalizer is None else tokenizer.normalizer.normalize_str(text)


def utf16(text):
    """Offset in UTF-16 units of each character, and of the end."""
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    return units


def never_in_text(tokenizer):
    if json.loads(tokenizer.to_str())["model"]["type"] != "Unigram":
        return []
    return ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]


def main():
    texts = TEXTS + list(random_texts(7, 40)) + list(known_texts(8, 40))
    golden = {"texts": texts, "tokenizers": {}}
    for name, path in FILES.items():
        tokenizer = Tokenizer.from_file(str(path))
        never = never_in_text(tokenizer)
        rows = []
        for text in texts:
            # A dataset row never becomes a special token: the reference gets the text as plain text too.
            tokenizer.encode_special_tokens = True
            encoding = tokenizer.encode(text, add_special_tokens=False)
            units = utf16(text)
            offsets = [units[o] for pair in encoding.offsets for o in pair]
            # Some vocabularies have no token for a character, and the reference drops it; we refuse such text.
            known = tokenizer.decode(encoding.ids, skip_special_tokens=False)
            lost = normalize(tokenizer, text).replace("▁", " ").strip(" ") != known.replace("▁", " ").strip(" ")
            # Unigram in Rust finds control and byte pieces that a text spells out; SentencePiece and we never do.
            spelled = any(token in text for token in never)
            rows.append({"ids": encoding.ids, "offsets": offsets, "lost": lost, "spelled": spelled})
        golden["tokenizers"][name] = rows
    target = ROOT / "test/golden/data/token_offsets.json"
    target.write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(target, target.stat().st_size)


main()
