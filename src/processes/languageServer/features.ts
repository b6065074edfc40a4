/** All features of the language server. */
import type { Feature } from './feature.ts';

export const FEATURES: readonly Feature[] = [];
