"""The PyTorch side of the benchmark: one long-lived process that does one optimizer step for each line it reads.

usage: peer.py FOLDER lora|full THREADS     (started by scripts/bench/run.ts)
"""

import json
import pathlib
import sys
import time

import torch
from peft import PeftModel
from torch.nn import functional as F
from transformers import LlamaForCausalLM

folder, method, threads = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
work = json.loads((folder / "work.json").read_text())
model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
if method == "lora":
    model = PeftModel.from_pretrained(model, folder / "adapter", is_trainable=True)
model.train()
model.config.use_cache = False

trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
decayed = [p for name, p in trained if p.ndim == 2 and "embed_tokens" not in name and "lm_head" not in name]
plain = [p for name, p in trained if not (p.ndim == 2 and "embed_tokens" not in name and "lm_head" not in name)]
optimizer = torch.optim.AdamW(
    [{"params": decayed, "weight_decay": work["weightDecay"]}, {"params": plain, "weight_decay": 0.0}],
    lr=work["learningRate"],
    betas=(work["beta1"], work["beta2"]),
    eps=work["epsilon"],
    fused=True,  # what Transformers' Trainer uses
)
print(json.dumps({"trained": sum(p.numel() for _, p in trained)}), flush=True)

for line in sys.stdin:
    batch = work["batches"][int(line) % len(work["batches"])]
    start = time.perf_counter()
    shape = (work["nSequence"], work["length"])
    ids = torch.tensor(batch["ids"]).view(shape)
    targets = torch.tensor(batch["targets"])
    loss = F.cross_entropy(model(input_ids=ids).logits.flatten(0, 1), targets)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_([p for _, p in trained], work["clipNorm"])
    optimizer.step()
    optimizer.zero_grad()
    milliseconds = (time.perf_counter() - start) * 1000
    print(json.dumps({"loss": loss.item(), "gradientNorm": norm.item(), "milliseconds": milliseconds}), flush=True)
