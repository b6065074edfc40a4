/** A model folder as Hugging Face writes it, for a random Llama that trains in milliseconds: byte tokenizer, no chat template. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelConfig } from '../../src/model/config.ts';
import { BYTE_ALPHABET } from '../../src/prompt/byteAlphabet.ts';
import { writeSafetensors } from '../../src/weights/safetensors.ts';
import { randomParameters, TINY } from './randomModel.ts';

const END = '<|endoftext|>';
const CONFIG: ModelConfig = { ...TINY, vocabSize: 257, maxPosition: 128 };

export async function makeTinyModelFolder(folder: string, seed = 1): Promise<string> {
  await mkdir(folder, { recursive: true });
  const write = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
  await write('config.json', {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: CONFIG.vocabSize,
    hidden_size: CONFIG.hiddenSize,
    intermediate_size: CONFIG.intermediateSize,
    num_hidden_layers: CONFIG.nLayer,
    num_attention_heads: CONFIG.nHead,
    num_key_value_heads: CONFIG.nKvHead,
    head_dim: CONFIG.headDim,
    max_position_embeddings: CONFIG.maxPosition,
    rms_norm_eps: CONFIG.rmsNormEps,
    rope_theta: CONFIG.ropeTheta,
    hidden_act: 'silu',
    tie_word_embeddings: CONFIG.tiedHead,
    eos_token_id: 0,
    torch_dtype: 'float32',
  });
  const vocabulary = [END, ...BYTE_ALPHABET.keys()].map((token, id) => [token, id]);
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  await write('tokenizer.json', {
    version: '1.0',
    added_tokens: [
      { id: 0, content: END, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
    ],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { type: 'BPE', vocab: Object.fromEntries(vocabulary) as unknown, merges: [] },
  });
  await write('tokenizer_config.json', { eos_token: END, tokenizer_class: 'PreTrainedTokenizerFast' });
  await writeSafetensors(join(folder, 'model.safetensors'), randomParameters(CONFIG, seed), 'F32');
  return folder;
}

/** Gives the tokenizer a special token for which the model has no embedding. */
export async function addTinyToken(folder: string, content: string): Promise<void> {
  const path = join(folder, 'tokenizer.json');
  const tokenizer = JSON.parse(await readFile(path, 'utf8')) as { added_tokens: { id: number; content: string }[] };
  tokenizer.added_tokens.push({ ...tokenizer.added_tokens[0]!, id: CONFIG.vocabSize, content });
  await writeFile(path, JSON.stringify(tokenizer));
}

/** Alpaca rows with something to learn: the answer follows from the question. */
export const tinyDataset = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) => `${JSON.stringify({ instruction: `q${i}`, output: `a${(i * 7) % 10}.` })}\n`,
  ).join('');
