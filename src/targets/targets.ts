/** The table of all targets. A target added here is checked when chosen, documented and offered by every door. */
import { axolotl } from './axolotl.ts';
import { llamaFactory } from './llamaFactory.ts';
import { mlxLm } from './mlxLm.ts';
import { openai } from './openai.ts';
import type { Target } from './target.ts';
import { together } from './together.ts';
import { trl } from './trl.ts';
import { unsloth } from './unsloth.ts';

export const TARGETS: readonly Target[] = [openai, together, trl, axolotl, llamaFactory, unsloth, mlxLm];
