/** What the tokens of a row tell, as plain numbers and places: for the rules that count tokens, and for statistics. */
import { UserError } from '../common/errors.ts';
import type { Sample } from '../dataset/sample.ts';
import { encodeBatch } from './encode.ts';
import type { Encoded } from './encoded.ts';
import type { ChatTemplate } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';
import { countSupervised, zeroSignalReason } from './zeroSignal.ts';

/**
 * A special token that somebody wrote inside a text. It is trained as plain text here; other trainers let it end a turn.
 * `part`: index of the message of a conversation; 0 the prompt and 1 the completion of a completion; 0 a raw text.
 * `start`, `end`: UTF-16 offsets in that part's content. src/dataset/contentPlaces.ts tells where that is in the row.
 */
type WrittenSpecialToken = { content: string; part: number; start: number; end: number };

export type TokenFacts = {
  /** Of the whole row, nothing cut. */
  nTokens: number;
  /** Tokens whose loss would count, nothing cut. */
  nSupervised: number;
  /** Lost at the maximum length. */
  nTokensCut: number;
  nSupervisedCut: number;
  /** The row's tokens that are context, and those that are trained on (end tokens too): nothing cut, together nTokens. */
  nPromptTokens: number;
  nResponseTokens: number;
  specialTokens: WrittenSpecialToken[];
  /** Every trained turn or text ends with a special token, so that the model learns to stop. Nothing cut; false when nothing is trained. */
  endsWithEndToken: boolean;
  /** Why the row, cut to the maximum length, trains nothing; absent when it trains something. */
  zeroSignal?: string;
};

/** Why a row has no tokens: the template refuses it, or the tokenizer has none for its text. A UserError as plain data. */
type TokenFailure = { code: string; message: string; next: string };

export type TokenOutcome = { facts: TokenFacts } | { failure: TokenFailure };

/** One outcome a sample, in order. `maxLength`: in tokens; undefined cuts nothing. Rejects when the template hangs. */
export async function tokenFacts(
  samples: readonly Sample[],
  tokenizer: Tokenizer,
  template: ChatTemplate,
  maxLength?: number,
): Promise<TokenOutcome[]> {
  const outcomes = await encodeBatch(samples, tokenizer, template);
  return outcomes.map((outcome, i) => {
    if ('value' in outcome) return { facts: factsOf(samples[i]!, outcome.value, tokenizer, maxLength) };
    if (!(outcome.error instanceof UserError)) throw outcome.error;
    const { code, message, next } = outcome.error;
    return { failure: { code, message, next } };
  });
}

/** The facts of a sample that is encoded already. */
function factsOf(
  sample: Sample,
  encoded: Encoded,
  tokenizer: Tokenizer,
  maxLength = Math.max(1, encoded.ids.length),
): TokenFacts {
  const nTokens = encoded.ids.length;
  const kept = { supervised: encoded.supervised.subarray(0, maxLength) };
  const nSupervised = countSupervised(encoded);
  const nSupervisedCut = nSupervised - countSupervised(kept);
  const nResponseTokens = nSupervised + (encoded.supervised[0] ?? 0);
  const zeroSignal = zeroSignalReason(kept, { nSupervisedCut, maxLength });
  return {
    nTokens,
    nSupervised,
    nTokensCut: Math.max(0, nTokens - maxLength),
    nSupervisedCut,
    nPromptTokens: nTokens - nResponseTokens,
    nResponseTokens,
    specialTokens: partsOf(sample).flatMap((content, part) =>
      tokenizer
        .findSpecialTokens(content)
        .map((use) => ({ content: use.content, part, start: use.start, end: use.end })),
    ),
    endsWithEndToken: endsWithEndToken(encoded, tokenizer),
    ...(zeroSignal === undefined ? {} : { zeroSignal }),
  };
}

/** The texts of a sample that people wrote. */
export function partsOf(sample: Sample): string[] {
  switch (sample.kind) {
    case 'conversation':
      return sample.messages.map((message) => message.content);
    case 'completion':
      return [sample.prompt, sample.completion];
    case 'text':
      return [sample.text];
  }
}

function endsWithEndToken({ ids, supervised }: Encoded, tokenizer: Tokenizer): boolean {
  let nRuns = 0;
  for (let t = 0; t < ids.length; t++) {
    if (supervised[t] === 0 || supervised[t + 1] === 1) continue;
    nRuns++;
    if (tokenizer.addedToken(ids[t]!)?.special !== true) return false;
  }
  return nRuns > 0;
}
