/** The four starters: briefs with a few good rows, to begin a dataset from. They are plain files in examples/starters. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installFolder } from '../../common/entries.ts';
import type { JsonObject } from '../../common/json.ts';
import { BRIEF_ENDING } from '../brief/names.ts';
import { readBrief } from '../brief/read.ts';
import type { Brief } from '../brief/fields.ts';

export const STARTERS = [
  { id: 'chat-assistant', name: 'Chat assistant', about: 'explains, drafts short texts, plans' },
  { id: 'support-bot', name: 'Support bot', about: 'answers for a shop, promises nothing' },
  { id: 'developer-copilot', name: 'Developer copilot', about: 'writes, mends, explains and reviews code' },
  { id: 'internal-tool', name: 'Internal tool', about: 'sorts requests, extracts facts, sums up notes' },
] as const;

export type StarterId = (typeof STARTERS)[number]['id'];

/** `rows` are in the format alpaca and name their task. */
export type Starter = { brief: Brief; rows: readonly StarterRow[] };
export type StarterRow = { instruction: string; input?: string; output: string; task: string };

const starterFolder = (): string => join(installFolder(), 'examples', 'starters');

export async function readStarter(id: StarterId): Promise<Starter> {
  const [briefText, rows] = await Promise.all([
    readFile(join(starterFolder(), id + BRIEF_ENDING), 'utf8'),
    readFile(join(starterFolder(), `${id}.instruct.jsonl`), 'utf8'),
  ]);
  const { brief, problems } = readBrief(briefText);
  if (brief === undefined) throw new Error(`The starter ${id} is damaged: ${problems[0]?.message ?? ''}`);
  return {
    brief,
    rows: rows
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as JsonObject & StarterRow),
  };
}
