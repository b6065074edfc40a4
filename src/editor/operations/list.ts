/** The commands that make datasets from datasets, once: the palette, the menus and what they run follow from it. Knows nothing of the editor. */

export type OperationId = (typeof OPERATIONS)[number]['id'];

export type Operation = {
  /** Without the extension's name. */
  id: string;
  title: string;
  /** What runs: a command of `tunewright`. */
  command: string;
  /** An edit of the document, which can be undone; or files beside it. */
  result: 'edit' | 'files';
  /** What the names of its files say, and how they end. */
  names: readonly { word?: string; ending?: string }[];
  /** What it is made from. */
  from: 'dataset' | 'csv';
};

const edit = { result: 'edit', from: 'dataset' } as const;
const files = { result: 'files', from: 'dataset' } as const;

/** In the order of the menu. `names` of edits are for files too large for the editor. */
export const OPERATIONS = [
  { id: 'dedupe', title: 'Deduplicate Dataset…', command: 'dedupe', names: [{ word: 'deduplicated' }], ...edit },
  { id: 'removeErrors', title: 'Remove Rows with Errors…', command: 'clean', names: [{ word: 'clean' }], ...edit },
  { id: 'joinLines', title: 'Join Broken Lines', command: 'join', names: [{ word: 'joined' }], ...edit },
  { id: 'shuffle', title: 'Shuffle Dataset…', command: 'shuffle', names: [{ word: 'shuffled' }], ...edit },
  { id: 'sort', title: 'Sort Dataset…', command: 'sort', names: [{ word: 'sorted' }], ...edit },
  {
    id: 'split',
    title: 'Split Dataset…',
    command: 'split',
    names: [{ word: 'train' }, { word: 'validation' }],
    ...files,
  },
  { id: 'sample', title: 'Sample Dataset…', command: 'sample', names: [{ word: 'sample' }], ...files },
  { id: 'merge', title: 'Merge Datasets…', command: 'merge', names: [{ word: 'merged' }], ...files },
  { id: 'toJsonl', title: 'Convert JSON Array to JSONL', command: 'to-jsonl', names: [{ ending: '.jsonl' }], ...files },
  { id: 'toJson', title: 'Convert JSONL to JSON Array', command: 'to-json', names: [{ ending: '.json' }], ...files },
  {
    id: 'importCsv',
    title: 'Import CSV…',
    command: 'import',
    names: [{ ending: '.jsonl' }],
    result: 'files',
    from: 'csv',
  },
] as const satisfies readonly Operation[];
