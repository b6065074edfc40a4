"""Writes test/golden/data/llama: tiny random Llama models and a LoRA adapter as Transformers and PEFT save them, with
PyTorch's logits, losses, gradients and greedy continuation for them.

Run with the Python of docs/testing.md:  python scripts/goldens/llama_parity.py
"""

import json
import pathlib

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden" / "data" / "llama"
B, T, NEW = 2, 9, 16

torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)


def random_model(seed, **settings):
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=61,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        max_position_embeddings=64,
        rms_norm_eps=1e-5,
        bos_token_id=None,
        eos_token_id=None,
        pad_token_id=None,
        initializer_range=0.3,  # far from zero, so that no gradient is lost in rounding
        **settings,
    )
    model = LlamaForCausalLM(config).float().eval()
    for name, parameter in model.named_parameters():
        if "norm" in name:
            torch.nn.init.normal_(parameter, 1.0, 0.2)
    return model


def batch(seed):
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(61, (B, T), generator=generator)
    targets = torch.randint(61, (B, T), generator=generator)
    weights = torch.rand((B, T), generator=generator) + 0.5
    weights[0, :4] = 0  # a prompt
    weights[1, 6:] = 0  # padding
    return ids, targets, weights


def record(folder, model, seed, rename):
    """Loss = sum over positions of weight x cross-entropy, as the engine defines it."""
    ids, targets, weights = batch(seed)
    logits = model(input_ids=ids).logits
    losses = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
    sums = (losses.view(B, T) * weights).sum(1)
    model.zero_grad()
    sums.sum().backward()
    tensors = {"logits": logits.detach()}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            tensors["gradient." + rename(name)] = parameter.grad.contiguous()
    with torch.no_grad():
        prompt = ids[:1, :5]
        greedy = model.generate(
            input_ids=prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=NEW, pad_token_id=0
        )[0, 5:]
    save_file(tensors, folder / "expected.safetensors")
    expected = {
        "nSequence": B,
        "length": T,
        "ids": ids.flatten().tolist(),
        "targets": targets.flatten().tolist(),
        "lossWeights": weights.flatten().tolist(),
        "sequenceLossSums": sums.tolist(),
        "prompt": prompt[0].tolist(),
        "greedy": greedy.tolist(),
    }
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def main():
    tied = random_model(1, num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True)
    untied = random_model(
        2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=12,
        tie_word_embeddings=False,
        rope_parameters={"rope_type": "default", "rope_theta": 500.0},
    )
    for name, model, seed in [("tied", tied, 11), ("untied", untied, 12)]:
        model.save_pretrained(OUT / name)
        (OUT / name / "generation_config.json").unlink(missing_ok=True)
        record(OUT / name, model, seed, lambda name: name)

    torch.manual_seed(3)
    adapted = get_peft_model(
        tied,
        LoraConfig(r=3, lora_alpha=5, target_modules="all-linear", lora_dropout=0.0, task_type="CAUSAL_LM"),
    ).eval()
    for name, parameter in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, 0.0, 0.2)
    folder = OUT / "lora"
    adapted.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    record(folder, adapted, 13, lambda name: name.replace(".default.", "."))


if __name__ == "__main__":
    main()
