"""Goldens for src/training: torch.optim.AdamW, torch.nn.utils.clip_grad_norm_ and transformers' cosine schedule.

usage: optimizer.py > test/golden/data/optimizer.json
"""
import json

import torch
from transformers import get_cosine_schedule_with_warmup


def adamw() -> dict:
    """Twelve steps on three small tensors with clipping; the vector (a norm) is not decayed."""
    torch.manual_seed(5)
    shapes = {"model.layers.0.mlp.up_proj.weight": (3, 4), "model.norm.weight": (4,), "model.embed_tokens.weight": (5, 4)}
    parameters = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in shapes.items()}
    start = {name: p.detach().flatten().tolist() for name, p in parameters.items()}
    decayed, other = [parameters["model.layers.0.mlp.up_proj.weight"]], [parameters["model.norm.weight"], parameters["model.embed_tokens.weight"]]
    settings = {"beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weightDecay": 0.1}
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": settings["weightDecay"]}, {"params": other, "weight_decay": 0.0}],
        lr=0.02, betas=(settings["beta1"], settings["beta2"]), eps=settings["epsilon"],
    )
    schedule = get_cosine_schedule_with_warmup(optimizer, 3, 12)
    steps = []
    for step in range(12):
        gradients = {}
        for name, parameter in parameters.items():
            parameter.grad = torch.randn(parameter.shape) * (3.0 if step % 2 else 0.05)
            gradients[name] = parameter.grad.flatten().tolist()
        norm = torch.nn.utils.clip_grad_norm_(list(parameters.values()), 1.0).item()
        rate = schedule.get_last_lr()[0]
        optimizer.step()
        schedule.step()
        steps.append({"gradients": gradients, "norm": norm, "learningRate": rate})
    end = {name: p.detach().flatten().tolist() for name, p in parameters.items()}
    return {"shapes": shapes, "settings": settings, "start": start, "steps": steps, "end": end}


def cosine() -> list[dict]:
    cases = []
    for warm_up, total in [(0, 7), (1, 7), (3, 40), (5, 5), (10, 200)]:
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.003)
        schedule = get_cosine_schedule_with_warmup(optimizer, warm_up, total)
        rates = []
        for _ in range(total):
            rates.append(schedule.get_last_lr()[0])
            optimizer.step()
            schedule.step()
        cases.append({"nWarmUp": warm_up, "nStep": total, "peak": 0.003, "rates": rates})
    return cases


print(json.dumps({"adamw": adamw(), "cosine": cosine()}))
