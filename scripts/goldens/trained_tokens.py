"""Which token ids are trained, for every format and kind of chat template, with Transformers as the oracle.

Usage: python scripts/goldens/trained_tokens.py
Writes test/golden/data/trained_tokens.json. Rendered text comes from apply_chat_template; the mask of templates with
{% generation %} marks too; for the others each case names the trained text, which is looked up in the rendered text.
"""
import json
import subprocess
from pathlib import Path

from transformers import PreTrainedTokenizerFast

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "test/golden/templates"
ADDED = ["<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]


def plain_template():
    code = "import('./src/prompt/plainTemplate.ts').then((m) => process.stdout.write(m.PLAIN_TEMPLATE))"
    node = ROOT / "node_modules/.bin/node"
    return subprocess.run([node, "-e", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def message(role, content, weight=None):
    return {"role": role, "content": content, **({} if weight is None else {"weight": weight})}


def rows():
    """name, row as written, messages of it, trained text by assistant turn (None: not trained)."""
    ask, answer = "What colour is the sky?", "It is blue."
    more, again = "And at night, 夜?", "Then it is black 🌌.\n\nWith stars."
    yield "alpaca", {"instruction": ask, "input": "", "output": answer}, [message("user", ask), message("assistant", answer)]
    yield (
        "alpaca with input, system and history",
        {"instruction": more, "input": "Be brief.", "output": again, "system": "Be kind.", "history": [[ask, answer]]},
        [
            message("system", "Be kind."),
            message("user", ask),
            message("assistant", answer),
            message("user", f"{more}\n\nBe brief."),
            message("assistant", again),
        ],
    )
    single = [message("user", ask), message("assistant", answer)]
    yield "chat", {"messages": single}, single
    double = [message("system", "Be kind."), *single, message("user", more), message("assistant", again)]
    yield "chat of two turns", {"messages": double}, double
    weighted = [message("user", ask), message("assistant", answer, 0), message("user", more), message("assistant", again, 1)]
    yield "chat with weights", {"messages": weighted}, weighted
    first = [message("user", ask), message("assistant", answer, 1), message("user", more), message("assistant", again, 0)]
    yield "chat that trains the first turn only", {"messages": first}, first
    edges = [message("user", f" {ask}\n"), message("assistant", f"  {answer} \n")]
    yield "chat with white space at the edges", {"messages": edges}, edges
    thought = [
        message("user", ask),
        message("assistant", f"<think>\nLook up.\n</think>\n\n{answer}"),
        message("user", more),
        message("assistant", f"<think>\nWait.\n</think>\n\n{again}"),
    ]
    yield "chat with thinking", {"messages": thought}, thought
    yield (
        "sharegpt",
        {
            "system": "Be kind.",
            "conversations": [
                {"from": "human", "value": ask},
                {"from": "gpt", "value": answer},
                {"from": "human", "value": more},
                {"from": "gpt", "value": again},
            ],
        },
        double,
    )


def expected_text(template, content, is_last):
    """The trained text of one assistant turn: what the model must write after the generation prompt, with its end token."""
    if template == "headers":
        return content.strip() + "<|eot_id|>"
    if template == "imstart":
        return content + "<|im_end|>"
    if template == "trimming":
        return " " + content.strip() + "<|endoftext|>"
    thinking, _, answer = content.rpartition("</think>")
    thinking = thinking.split("<think>")[-1].strip("\n")
    answer = answer.lstrip("\n") if thinking else content
    return (f"<think>\n{thinking}\n</think>\n\n" if is_last else "") + answer + "<|im_end|>"


def main():
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(ROOT / "models/embedded/tokenizer.json"), bos_token="<|endoftext|>", eos_token="<|endoftext|>"
    )
    tokenizer.add_special_tokens({"additional_special_tokens": ADDED})
    sources = {path.stem: path.read_text() for path in sorted(TEMPLATES.glob("*.jinja"))}
    sources["plain"] = plain_template()
    cases = []
    for name, source in sources.items():
        for row_name, row, messages in rows():
            plain = [{"role": m["role"], "content": m["content"]} for m in messages]
            text = tokenizer.apply_chat_template(plain, chat_template=source, tokenize=False)
            prompt = tokenizer.apply_chat_template(plain[:-1], chat_template=source, tokenize=False, add_generation_prompt=True)
            encoding = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
            starts = [start for start, _ in encoding["offset_mapping"]]
            turns = [i for i, m in enumerate(messages) if m["role"] == "assistant"]
            trained = [i for i in turns if messages[i].get("weight") != 0]
            if name in ("plain", "generation"):
                whole = tokenizer.apply_chat_template(
                    plain, chat_template=source, return_dict=True, return_assistant_tokens_mask=True
                )
                assert whole["input_ids"] == encoding["input_ids"]
                mask, block = [], 0
                for t, inside in enumerate(whole["assistant_masks"]):
                    block += inside and (t == 0 or not whole["assistant_masks"][t - 1])
                    mask.append(int(bool(inside) and turns[block - 1] in trained))
            else:
                spans, position = [], 0
                for i in turns:
                    content = expected_text(name, messages[i]["content"], i == len(messages) - 1)
                    start = text.index(content, position)
                    position = start + len(content)
                    if i in trained:
                        spans.append((start, position))
                mask = [int(any(a <= start < b for a, b in spans)) for start in starts]
            cases.append(
                {"template": name, "row": row_name, "line": row, "text": text, "prompt": prompt,
                 "promptMessages": plain[:-1], "ids": encoding["input_ids"], "supervised": mask}
            )
    for row_name, row in (
        ("completion", {"prompt": "The sky is", "completion": " blue, 夜 it is black."}),
        ("completion that joins a token", {"prompt": "The answer is wat", "completion": "er."}),
        ("text", {"text": "Once upon a time, <|im_end|> was text."}),
    ):
        context = row.get("prompt", "")
        text = context + row.get("completion", row.get("text", ""))
        # A row's text never becomes a special token; the end token is ours.
        tokenizer.backend_tokenizer.encode_special_tokens = True
        encoding = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False)
        tokenizer.backend_tokenizer.encode_special_tokens = False
        mask = [int(start >= len(context)) for start, _ in encoding.offsets] + [1]
        ids = encoding.ids + [tokenizer.eos_token_id]
        cases.append({"template": None, "row": row_name, "line": row, "text": text + tokenizer.eos_token, "ids": ids, "supervised": mask})
    target = ROOT / "test/golden/data/trained_tokens.json"
    target.write_text(json.dumps({"added": ADDED, "cases": cases}, separators=(",", ":")) + "\n")
    print(target, target.stat().st_size, len(cases))


main()
