/** The product's name, its version and the oldest Node it runs on, in one place. */
import manifest from '../../package.json' with { type: 'json' };

export const PRODUCT = {
  name: 'Tunewright',
  command: 'tunewright',
  version: manifest.version,
  oldestNode: manifest.engines.node.replace('>=', ''),
} as const;
