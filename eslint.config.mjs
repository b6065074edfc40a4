// Lint rules. The import rules below are the project's architecture: see ARCHITECTURE.md.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Folders of src/ from the top of the data's way to the bottom: a folder imports only from itself and those after it. */
const LAYERS = [
  'editor',
  'cli',
  'processes',
  'protocol',
  'runs',
  'training',
  'inference',
  'weights',
  'compile',
  'model',
  'language',
  'statistics',
  'rules',
  'targets',
  'prompt',
  'dataset',
  'recipe',
  'common',
];

/** Packages that only some folders may import, and why. */
const PACKAGES = [
  { name: 'vscode', folders: ['editor'], why: 'everything but src/editor/ also runs without an editor' },
  { name: 'vscode-languageclient', folders: ['editor'], why: 'it needs the editor' },
  { name: 'onnxruntime-node', folders: ['compile'], why: 'one door to the native runtime' },
  {
    name: '@tensorflow',
    folders: ['model', 'training', 'compile'],
    why: 'tfjs defines model, gradients and loop, nothing else',
  },
  { name: 're2js', folders: ['dataset'], why: 'one door to patterns that other people wrote' },
  { name: '@huggingface/tokenizers', folders: ['prompt'], why: 'one door to the tokenizer' },
  { name: '@huggingface/jinja', folders: ['prompt'], why: 'templates are hostile code: one door' },
];

const restrictions = (folder) => {
  const position = LAYERS.indexOf(folder);
  const above = LAYERS.slice(0, position).map((name) => ({
    group: [`**/${name}/*`, `**/${name}/**`],
    message: `src/${folder} is below src/${name}: it must not know it (ARCHITECTURE.md, layers).`,
  }));
  const packages = PACKAGES.filter((p) => !p.folders.includes(folder)).map((p) => ({
    group: [p.name, `${p.name}/*`],
    message: `Only src/${p.folders.join(', src/')} import ${p.name}: ${p.why}.`,
  }));
  return { patterns: [...above, ...packages] };
};

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'test-output', 'docs', 'models'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './webview/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'off', // noUncheckedIndexedAccess makes `!` the plain way to index typed arrays
      eqeqeq: 'error',
    },
  },
  ...LAYERS.map((folder) => ({
    files: [`src/${folder}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', restrictions(folder)] },
  })),
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/src/(?!protocol/)',
              message: 'A webview knows only src/protocol/ types.',
            },
            {
              group: ['@vscode/webview-ui-toolkit', '@vscode/webview-ui-toolkit/*'],
              message: 'Only webview/ui.ts imports the toolkit.',
            },
          ],
        },
      ],
    },
  },
  { files: ['webview/ui.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'Buffer',
          'performance',
          'fetch',
          'AbortController',
          'TextDecoder',
          'TextEncoder',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
