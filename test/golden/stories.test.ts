/** A real trained model: it tells the story that llama2.c tells with it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createDecoderSession } from '../../src/compile/decoder.ts';
import { hasShared, shared } from '../support/shared.ts';
import { readStories } from '../support/stories.ts';

/** llama2.c's tokenizer file: the longest piece's length, then a score and a piece with its length for each token. */
function readPieces(): string[] {
  const file = readFileSync(shared('lm', 'tok512.bin'));
  const pieces: string[] = [];
  for (let position = 4; position < file.length;) {
    const length = file.readInt32LE(position + 4);
    pieces.push(file.toString('utf8', position + 8, position + 8 + length));
    position += 8 + length;
  }
  return pieces;
}

describe.skipIf(!hasShared)('stories260K', () => {
  test('greedy from the start, as `run stories260K.bin -t 0` prints it', async () => {
    const { config, parameters } = readStories();
    const pieces = readPieces();
    const session = await createDecoderSession(config, parameters, { threads: 1 });
    const cache = session.newCache();
    let id = 1; // BOS
    let text = '';
    while (cache.length < 60) {
      const logits = await session.step(cache, Int32Array.of(id));
      id = logits.indexOf(Math.max(...logits));
      text += pieces[id]!;
    }
    await session.dispose();
    expect(text.trim()).toMatch(
      /^Once upon a time, there was a little girl named Lily\. She loved to play outside in the park\. One day, she saw a big, red ball\./,
    );
  });
});
