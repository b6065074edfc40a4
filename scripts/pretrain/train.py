"""Pretrains the embedded base model: a small Llama on raw text, from a random start.

usage: train.py CORPUS_DIR MODEL_DIR WORK_DIR [--stable-steps N] [--decay-steps N] [--threads N]

MODEL_DIR holds tokenizer.json (see tokenizer.py) and receives config.json, generation_config.json and
model.safetensors (float16). WORK_DIR keeps the token cache, checkpoint.pt and curve.jsonl; running again with
the same arguments resumes. The learning rate is warmed up, held, then falls linearly to zero over the last
--decay-steps, so the held phase can be made longer or shorter without starting again. While it is held,
windows are cut in two (attention over 256 positions is a third faster); the full context comes with the decay.
Hidden matrices are trained with Muon, embeddings and norms with AdamW.
"""
import argparse
import json
import math
import os
import pathlib
import time

import numpy
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn import functional as F

from corpus import PASSES, split

CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "vocab_size": 4096,
    "hidden_size": 192,
    "intermediate_size": 512,
    "num_hidden_layers": 7,
    "num_attention_heads": 6,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0,
    "rope_scaling": None,
    "hidden_act": "silu",
    "attention_bias": False,
    "mlp_bias": False,
    "tie_word_embeddings": True,
    "initializer_range": 0.02,
    "bos_token_id": 0,
    "eos_token_id": 0,
    "pad_token_id": 0,
    "torch_dtype": "float16",
    "use_cache": True,
}
CONTEXT = CONFIG["max_position_embeddings"]
BATCH = 16  # sequences of CONTEXT tokens a step
SEED = 20261123
CURVE_WINDOWS = 64
MUON_RATE, ADAM_RATE, WEIGHT_DECAY, WARM_UP = 4e-3, 4e-3, 0.05, 100


class Layer(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        d, f, hd = CONFIG["hidden_size"], CONFIG["intermediate_size"], CONFIG["head_dim"]
        kv = CONFIG["num_key_value_heads"] * hd
        linear = lambda i, o: torch.nn.Linear(i, o, bias=False)
        self.input_layernorm = torch.nn.RMSNorm(d, eps=CONFIG["rms_norm_eps"])
        self.post_attention_layernorm = torch.nn.RMSNorm(d, eps=CONFIG["rms_norm_eps"])
        self.self_attn = torch.nn.ModuleDict(
            {"q_proj": linear(d, d), "k_proj": linear(d, kv), "v_proj": linear(d, kv), "o_proj": linear(d, d)}
        )
        self.mlp = torch.nn.ModuleDict({"gate_proj": linear(d, f), "up_proj": linear(d, f), "down_proj": linear(f, d)})

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:  # x [B, T, D]
        b, t, _ = x.shape
        h = self.input_layernorm(x)
        heads = lambda y: y.view(b, t, -1, CONFIG["head_dim"]).transpose(1, 2)  # [B, H, T, hd]
        q, k, v = (heads(self.self_attn[name](h)) for name in ("q_proj", "k_proj", "v_proj"))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        x = x + self.self_attn["o_proj"](a.transpose(1, 2).reshape(b, t, -1))
        h = self.post_attention_layernorm(x)
        return x + self.mlp["down_proj"](F.silu(self.mlp["gate_proj"](h)) * self.mlp["up_proj"](h))


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    a, b = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-b, a), dim=-1) * sin


class Model(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        d = CONFIG["hidden_size"]
        self.embed_tokens = torch.nn.Embedding(CONFIG["vocab_size"], d)
        self.layers = torch.nn.ModuleList(Layer() for _ in range(CONFIG["num_hidden_layers"]))
        self.norm = torch.nn.RMSNorm(d, eps=CONFIG["rms_norm_eps"])
        for name, p in self.named_parameters():
            if p.dim() == 2:
                residual = name.endswith(("o_proj.weight", "down_proj.weight"))
                scale = 1 / math.sqrt(2 * CONFIG["num_hidden_layers"]) if residual else 1.0
                torch.nn.init.normal_(p, std=CONFIG["initializer_range"] * scale)
        half = CONFIG["head_dim"] // 2
        angle = torch.arange(CONTEXT)[:, None] / CONFIG["rope_theta"] ** (torch.arange(half)[None, :] / half)
        angle = torch.cat((angle, angle), dim=-1)  # [T, hd]
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def forward(self, ids: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Mean cross-entropy in nats per token; ids and targets [B, T]."""
        x = self.embed_tokens(ids)
        t = ids.shape[1]
        for layer in self.layers:
            x = layer(x, self.cos[:t].to(x.dtype), self.sin[:t].to(x.dtype))
        logits = F.linear(self.norm(x), self.embed_tokens.weight)
        return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten())


def token_cache(corpus: pathlib.Path, model: pathlib.Path, work: pathlib.Path) -> tuple[numpy.ndarray, numpy.ndarray, int]:
    """(training stream, held-out stream, held-out bytes); documents are shuffled and end with token 0."""
    train_file, held_file, meta = work / "train.u16", work / "held_out.u16", work / "tokens.json"
    if not meta.exists():
        tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        train, held_out = split(corpus)
        generator = numpy.random.default_rng(SEED)
        stream: list[str] = []
        for shard, passes in PASSES.items():
            whole, rest = int(passes), passes - int(passes)
            stream += train[shard] * whole + [d for d in train[shard] if generator.random() < rest]
        generator.shuffle(stream)
        encode = lambda docs: numpy.concatenate(
            [numpy.array(e.ids + [0], dtype=numpy.uint16) for i in range(0, len(docs), 512) for e in tokenizer.encode_batch(docs[i : i + 512])]
        )
        encode(stream).tofile(train_file)
        held = [d for docs in held_out.values() for d in docs]
        encode(held).tofile(held_file)
        meta.write_text(json.dumps({"held_out_bytes": sum(len(d.encode("utf-8")) for d in held), "held_out_documents": len(held)}))
    read = lambda f: numpy.fromfile(f, dtype=numpy.uint16)
    return read(train_file), read(held_file), json.loads(meta.read_text())["held_out_bytes"]


def bits_per_byte(model: Model, held: numpy.ndarray, held_bytes: int) -> float:
    """Held-out bits per byte on CURVE_WINDOWS windows spread over the stream, the same at every call; report.py measures all."""
    every = (len(held) - 1) // CONTEXT // CURVE_WINDOWS
    windows = [held[i * every * CONTEXT :][: CONTEXT + 1].astype(numpy.int64) for i in range(CURVE_WINDOWS)]
    nats = 0.0
    with torch.no_grad():
        for i in range(0, CURVE_WINDOWS, BATCH):
            batch = torch.from_numpy(numpy.stack(windows[i : i + BATCH]))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                nats += model(batch[:, :-1], batch[:, 1:]).item() * batch[:, 1:].numel()
    bytes_per_token = held_bytes / len(held)
    return nats / math.log(2) / (CURVE_WINDOWS * CONTEXT * bytes_per_token)


def save_model(model: Model, folder: pathlib.Path) -> None:
    tensors = {f"model.{k}": v.detach().to(torch.float16).contiguous() for k, v in model.state_dict().items()}
    save_file(tensors, str(folder / "model.safetensors.tmp"), metadata={"format": "pt"})
    (folder / "model.safetensors.tmp").chmod(0o644)
    os.replace(folder / "model.safetensors.tmp", folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n")
    (folder / "generation_config.json").write_text(json.dumps({"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--stable-steps", type=int, default=1600)
    parser.add_argument("--decay-steps", type=int, default=600)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(SEED)
    train, held, held_bytes = token_cache(args.corpus, args.model, args.work)
    model = Model()
    hidden = [p for n, p in model.named_parameters() if p.dim() == 2 and n.startswith("layers.")]
    other = [p for n, p in model.named_parameters() if not (p.dim() == 2 and n.startswith("layers."))]
    muon = torch.optim.Muon(hidden, lr=MUON_RATE, weight_decay=WEIGHT_DECAY, momentum=0.95, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW(other, lr=ADAM_RATE, betas=(0.9, 0.95), weight_decay=0.0, fused=True)
    optimizers = [(muon, MUON_RATE), (adam, ADAM_RATE)]
    total = args.stable_steps + args.decay_steps
    checkpoint, curve = args.work / "checkpoint.pt", args.work / "curve.jsonl"
    step, seconds = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        for (optimizer, _), saved in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        step, seconds = state["step"], state["seconds"]
        rows = [line for line in curve.read_text().splitlines() if json.loads(line)["step"] <= step]
        curve.write_text("".join(line + "\n" for line in rows))
    windows = (len(train) - 1) // CONTEXT
    compiled = torch.compile(model)  # 1.3 times faster than eager on two cores
    print(json.dumps({"parameters": sum(p.numel() for p in model.parameters()), "train_tokens": len(train), "held_out_tokens": len(held), "steps_per_pass": windows // BATCH, "from_step": step}), flush=True)
    recent, started = [], time.monotonic()

    def save() -> None:
        spent = seconds + time.monotonic() - started
        torch.save({"model": model.state_dict(), "optimizers": [o.state_dict() for o, _ in optimizers], "step": step, "seconds": spent}, checkpoint.with_suffix(".tmp"))
        os.replace(checkpoint.with_suffix(".tmp"), checkpoint)

    while step < total:
        position = step * BATCH
        order = numpy.random.default_rng([SEED, position // windows]).permutation(windows)
        picks = [int(order[(position + i) % windows]) for i in range(BATCH)]
        rows = numpy.stack([train[p * CONTEXT : (p + 1) * CONTEXT + 1].astype(numpy.int64) for p in picks])
        length = CONTEXT // 2 if step < args.stable_steps else CONTEXT
        ids, targets = (torch.from_numpy(part.copy()).view(-1, length) for part in (rows[:, :-1], rows[:, 1:]))
        factor = min(1.0, (step + 1) / WARM_UP, (total - step) / max(1, args.decay_steps))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = compiled(ids, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, rate in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        recent.append(loss.item())
        step += 1
        if step % 50 == 0 or step == total:
            row = {"step": step, "tokens": step * BATCH * CONTEXT, "loss": round(sum(recent) / len(recent), 4), "seconds": round(seconds + time.monotonic() - started, 1)}
            recent = []
            if step % 250 == 0 or step == total:
                row["heldOutBitsPerByte"] = round(bits_per_byte(model, held, held_bytes), 4)
            with curve.open("a") as file:
                file.write(json.dumps(row) + "\n")
            print(json.dumps(row), flush=True)
        if step % 250 == 0 or step == total:
            save()
            save_model(model, args.model)


if __name__ == "__main__":
    main()
