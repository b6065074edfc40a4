/** The product's name and version, in one place. */
import manifest from '../../package.json' with { type: 'json' };

export const PRODUCT = { name: 'Tunewright', command: 'tunewright', version: manifest.version } as const;
