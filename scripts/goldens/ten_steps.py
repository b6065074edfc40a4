"""Golden for the training loop: ten optimizer steps of a tiny Llama, full and LoRA, by PyTorch, Transformers and PEFT.

usage: ten_steps.py > test/golden/data/ten-steps.json   (from the project's folder, with its Node first in PATH)

The rows of each step come from our own plan (stepRows.ts); a step's loss is the sum over its rows' trained tokens divided
by their number, however the rows are batched.
"""
import base64
import json
import subprocess

import torch
from peft import LoraConfig, get_peft_model
from torch.nn import functional as F
from transformers import LlamaConfig, LlamaForCausalLM, get_cosine_schedule_with_warmup

CONFIG = {
    "vocab_size": 48, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 4, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": True,
}
RECIPE = {
    "epochs": 5, "learningRate": 0.01, "rank": 4, "alpha": 8, "batchTokens": 192, "microBatchTokens": 96, "seed": 3,
    "warmUp": 0.2, "weightDecay": 0.1, "clipNorm": 0.6, "beta1": 0.9, "beta2": 0.98, "epsilon": 1e-8,
}
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def make_rows() -> list[dict]:
    generator = torch.Generator().manual_seed(11)
    rows = []
    for n in [9, 17, 12, 30, 25, 8, 14, 33, 20, 11, 28, 16]:
        prompt = n // 3
        ids = torch.randint(0, CONFIG["vocab_size"], (n,), generator=generator).tolist()
        rows.append({"ids": ids, "supervised": [0] * prompt + [1] * (n - prompt)})
    return rows


def step_rows(rows: list[dict]) -> list[list[int]]:
    budget = {**{key: RECIPE[key] for key in ("batchTokens", "microBatchTokens")}, "maxPosition": CONFIG["max_position_embeddings"]}
    request = {"lengths": [len(r["ids"]) - 1 for r in rows], "epochs": RECIPE["epochs"], "budget": budget, "seed": RECIPE["seed"]}
    done = subprocess.run(["node", "scripts/goldens/stepRows.ts"], input=json.dumps(request), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def packed(model: torch.nn.Module, trainable_only: bool) -> dict:
    """Names as the files of Transformers and PEFT have them."""
    named = [(n.replace(".default.", "."), p) for n, p in model.named_parameters() if p.requires_grad or not trainable_only]
    return {n: {"shape": list(p.shape), "data": base64.b64encode(p.detach().contiguous().numpy().tobytes()).decode()} for n, p in named}


def is_decayed(name: str, parameter: torch.nn.Parameter) -> bool:
    return parameter.dim() == 2 and "embed_tokens" not in name


def run(method: str, rows: list[dict], steps: list[list[int]]) -> dict:
    torch.manual_seed(17)
    model = LlamaForCausalLM(LlamaConfig(**CONFIG, attn_implementation="eager")).float()
    with torch.no_grad():  # larger than usual, so that every part of the model matters
        for parameter in model.parameters():
            parameter.mul_(8) if parameter.dim() == 2 else parameter.add_(torch.randn_like(parameter) * 0.1)
    base = packed(model, False)
    if method == "lora":
        model = get_peft_model(model, LoraConfig(r=RECIPE["rank"], lora_alpha=RECIPE["alpha"], target_modules=PROJECTIONS, lora_dropout=0.0, bias="none", task_type="CAUSAL_LM"))
    start = packed(model, True)
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for n, p in named if is_decayed(n, p)], "weight_decay": RECIPE["weightDecay"]},
        {"params": [p for n, p in named if not is_decayed(n, p)], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RECIPE["learningRate"], betas=(RECIPE["beta1"], RECIPE["beta2"]), eps=RECIPE["epsilon"])
    schedule = get_cosine_schedule_with_warmup(optimizer, len(steps) * 20 // 100, len(steps))
    told = []
    for picks in steps:
        total = sum(sum(rows[i]["supervised"][1:]) for i in picks)
        loss = torch.zeros(())
        for i in picks:
            ids, mask = torch.tensor(rows[i]["ids"]), torch.tensor(rows[i]["supervised"][1:], dtype=torch.bool)
            logits = model(ids[None, :-1]).logits[0]
            loss = loss + F.cross_entropy(logits[mask], ids[1:][mask], reduction="sum") / total
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_([p for _, p in named], RECIPE["clipNorm"])
        told.append({"rows": [i + 1 for i in picks], "loss": loss.item(), "gradientNorm": norm.item(), "learningRate": schedule.get_last_lr()[0], "supervisedTokens": total})
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    return {"base": base, "start": start, "steps": told, "end": packed(model, True)}


torch.set_num_threads(1)
rows = make_rows()
steps = step_rows(rows)
print(json.dumps({"config": CONFIG, "recipe": RECIPE, "rows": rows, "full": run("full", rows, steps), "lora": run("lora", rows, steps)}))
