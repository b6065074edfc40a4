/** The row preview's page as people use it. The extension's side is played by the test, with the core that it uses. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Path } from '../../src/dataset/columns.ts';
import type { FormatId } from '../../src/dataset/formats.ts';
import { readRow } from '../../src/dataset/row.ts';
import { editRow } from '../../src/dataset/rowEdit.ts';
import { lensOfRow, type LensModel } from '../../src/language/rowLens.ts';
import { lensOfTexts, rowView } from '../../src/language/rowView.ts';
import { encodeRow } from '../../src/prompt/encodeRow.ts';
import { plainTemplate } from '../../src/prompt/template.ts';
import { loadTokenizer, type Tokenizer } from '../../src/prompt/tokenizer.ts';
import {
  ROW_PREVIEW_PROTOCOL_VERSION,
  type FromRowPreview,
  type PreviewEdit,
  type PreviewLens,
  type PreviewView,
  type ProblemView,
  type ToRowPreview,
} from '../../src/protocol/rowPreview.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { EMBEDDED_FOLDER } from '../support/tokenizers.ts';
import { lowestContrast } from '../support/webviewContrast.ts';
import { openWebview, type FakeHost } from '../support/webviewHost.ts';
import { THEME_NAMES, type ThemeName } from '../support/webviewThemes.ts';

type Preview = FakeHost<FromRowPreview, ToRowPreview>;
type Row = { text: string; format: FormatId; problems?: ProblemView[]; maxLength?: number; limit?: number };

let browser: Browser;
let tokenizer: Tokenizer;
let opened: Preview | undefined;
beforeAll(async () => {
  [browser, tokenizer] = await Promise.all([launchBrowser(), loadTokenizer(EMBEDDED_FOLDER)]);
});
afterEach(async () => {
  // The page's own errors and those of its security policy fail every test.
  expect(opened?.complaints ?? []).toEqual([]);
  await opened?.close();
  opened = undefined;
});
afterAll(() => browser.close());

const URI = 'file:///w/support.instruct.jsonl';
const CHAT: Row = {
  text: '{"messages": [{"role": "system", "content": "You answer in one line."}, {"role": "user", "content": "How do I reset\\nmy thermostat?"}, {"role": "assistant", "content": "Hold the button \\u2013 ten seconds.\\n\\nThen let go."}], "id": 7}',
  format: 'chat',
};

function viewOf({ text, format, problems = [], limit = 20_000 }: Row, row: number, version: number): PreviewView {
  const languageRow = { index: row - 1, facts: readRow(text, {}), start: { line: row - 1, column: 0 } };
  const document = {
    uri: URI,
    layout: 'jsonl' as const,
    format,
    columns: {},
    tasks: [],
    nRows: 12,
    row: () => languageRow,
    rowAt: () => languageRow,
  };
  const view = rowView(document, languageRow, { version, problems, limit });
  return { uri: URI, name: 'support.instruct.jsonl', row: { ...view, problems } };
}

async function lensFor({ text, format, maxLength = 512 }: Row, view: PreviewView): Promise<PreviewLens> {
  const template = plainTemplate(tokenizer.templateVariables);
  const encode: LensModel['encode'] = (source, sample) => encodeRow(source, sample, tokenizer, template);
  const lens = await lensOfRow(readRow(text, {}), { format, columns: {} }, { encode, maxLength });
  if ('code' in lens) return { kind: 'none', reason: lens.reason };
  const { nTokens, nTrained, nCut, nTrainedCut } = lens;
  const texts = lensOfTexts(text, lens, view.row.body);
  const facts = { base: 'embedded base model', template: template.hash.slice(0, 12), maxLength };
  return { kind: 'lens', lens: { ...facts, nTokens, nTrained, nCut, nTrainedCut, texts } };
}

/** A host with these rows. Edits change them as the extension would; `state` is what the test looks at. */
async function open(
  rows: Row[],
  look: { theme?: ThemeName; width?: number; refuse?: string } = {},
): Promise<{ host: Preview; rows: Row[]; show: (row: number) => Promise<void> }> {
  let [row, version] = [1, 1];
  const show = async (send: (message: ToRowPreview) => Promise<void>, next: number): Promise<void> => {
    row = next;
    const view = viewOf(rows[row - 1]!, row, version);
    const lens = await lensFor(rows[row - 1]!, view);
    await send({
      type: 'snapshot',
      version: ROW_PREVIEW_PROTOCOL_VERSION,
      view,
      lens: { kind: 'waiting' },
      reason: '',
    });
    await send({ type: 'lens', uri: URI, row, version, lens });
  };
  const host = await openWebview<FromRowPreview, ToRowPreview>(browser, {
    view: 'rowPreview',
    width: 900,
    ...look,
    onMessage: async (message, send) => {
      if (message.type === 'ready') await show(send, row);
      if (message.type === 'step')
        await show(send, Math.min(rows.length, Math.max(1, row + (message.to === 'previous' ? -1 : 1))));
      if (message.type === 'goTo') await show(send, message.row);
      if (message.type === 'showAll') {
        rows[row - 1] = { ...rows[row - 1]!, limit: Infinity };
        await show(send, row);
      }
      if (message.type !== 'edit') return;
      const problem = look.refuse ?? null;
      if (problem === null) {
        rows[row - 1] = { ...rows[row - 1]!, text: edited(rows[row - 1]!.text, message.edit) };
        version++;
        await show(send, row);
      }
      await send({ type: 'edited', id: message.id, problem });
    },
  });
  opened = host;
  await host.page.locator('#root[data-state=lens], #root[data-state=none]').waitFor();
  return { host, rows, show: (next) => show((message) => host.send(message), next) };
}

function edited(text: string, edit: PreviewEdit): string {
  const path = (key: string): Path => JSON.parse(key) as Path;
  const change =
    edit.kind === 'add'
      ? editRow(text, { ...edit, list: path(edit.list) })
      : editRow(text, { ...edit, path: path(edit.key) });
  if (change === 'no-place' || change === undefined) throw new Error(`The page asked for ${JSON.stringify(edit)}.`);
  return text.slice(0, change.start) + change.text + text.slice(change.end);
}

const message = (host: Preview, n: number) => host.page.locator(`#message-${n}`);
const textOf = (host: Preview, n: number) => message(host, n).locator('.text').first();
const boxOf = (host: Preview, n: number) => message(host, n).locator('textarea').first();
const said = (host: Preview, type: FromRowPreview['type']): FromRowPreview[] =>
  host.received.filter((item) => item.type === type);

describe('reading', () => {
  test('messages with real line breaks, what is trained, and counts', async () => {
    const { host } = await open([CHAT]);
    expect(await textOf(host, 2).textContent()).toBe('How do I reset\nmy thermostat?');
    expect(await textOf(host, 2).locator('.context').allTextContents()).toEqual(['How do I reset\nmy thermostat?']);
    expect(await textOf(host, 3).locator('.trained').allTextContents()).toEqual([
      'Hold the button – ten seconds.\n\nThen let go.',
    ]);
    expect(await host.page.locator('.lens-note').textContent()).toMatch(
      /^\d+ tokens: \d+ trained, \d+ context; \d+ of them in the template's own marks · embedded base model, template [0-9a-f]{12}$/,
    );
    expect(await message(host, 3).locator('.tokens').textContent()).toMatch(/^\d+ tokens$/);
  });

  test('what is cut off is struck out', async () => {
    const { host } = await open([{ ...CHAT, maxLength: 24 }]);
    expect(await textOf(host, 3).locator('.cut').count()).toBeGreaterThan(0);
    expect(await host.page.locator('.lens-note').textContent()).toMatch(/cut off at 24 \((\d+|all) would be trained\)/);
  });

  test('a blank line is said to be no row, and nothing else', async () => {
    const { host } = await open([{ text: '', format: 'chat' }]);
    await host.page.getByText('This line is blank. It is no row.').waitFor();
    expect(await host.page.locator('.lens-note').textContent()).toBe('');
  });

  test('markup in a text is text', async () => {
    const content = '<img src=x onerror=alert(1)><b>bold</b>';
    const { host } = await open([{ text: JSON.stringify({ text: content }), format: 'text' }]);
    expect(await textOf(host, 1).textContent()).toBe(content);
    expect(await textOf(host, 1).locator('img, b').count()).toBe(0);
  });

  test('a broken row is shown as it is, with its problem as a link to its place', async () => {
    const problems: ProblemView[] = [
      {
        code: 'json-syntax',
        severity: 'error',
        message: 'A comma is missing.',
        range: { startLine: 0, startColumn: 14, endLine: 0, endColumn: 15 },
      },
    ];
    const { host } = await open([{ text: '{"messages": [}', format: 'chat', problems }]);
    expect(await host.page.locator('.raw').textContent()).toBe('{"messages": [}');
    await host.screenshot('row-preview-broken');
    await host.page.getByRole('button', { name: 'A comma is missing.' }).click();
    await expect.poll(() => said(host, 'reveal')).toEqual([{ type: 'reveal', line: 0, column: 14 }]);
  });

  test('a very long text is cut with a note, and shown whole when asked for', async () => {
    const long = 'word '.repeat(200_000);
    const { host } = await open([{ text: JSON.stringify({ text: long }), format: 'text' }]);
    expect((await textOf(host, 1).textContent())?.length).toBe(20_000);
    await host.page.getByText('The first 20,000 of 1,000,000 characters are shown.').waitFor();
    // Half a text must not be written back.
    await textOf(host, 1).press('Enter');
    expect(await boxOf(host, 1).isVisible()).toBe(false);
    await host.page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(async () => (await textOf(host, 1).textContent())?.length).toBe(1_000_000);
  });

  test('tool calls and tools as blocks, answers to compare beside each other, the label as a switch', async () => {
    const { host, rows } = await open([
      {
        text: '{"messages":[{"role":"user","content":"Weather in Oslo?"},{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"weather","arguments":"{\\"city\\": \\"Oslo\\"}"}}]},{"role":"tool","content":"-3"}],"tools":[{"type":"function","function":{"name":"weather","parameters":{}}}]}',
        format: 'chat',
      },
      { text: '{"prompt":"Say hi.","chosen":"Hi!","rejected":"No."}', format: 'preference' },
      { text: '{"prompt":"Say hi.","completion":"No.","label": false}', format: 'kto' },
    ]);
    expect(await message(host, 2).locator('.json').textContent()).toBe('{\n  "city": "Oslo"\n}');
    await host.screenshot('row-preview-tools');
    await host.page.keyboard.press('Alt+ArrowDown');
    await host.page.locator('.answers').waitFor();
    const [chosen, rejected] = await Promise.all(
      ['.chosen', '.rejected'].map((name) => host.page.locator(name).boundingBox()),
    );
    expect(rejected!.y).toBe(chosen!.y);
    await host.screenshot('row-preview-preference');
    await host.page.keyboard.press('Alt+ArrowDown');
    await host.page.getByRole('checkbox', { name: 'An unwanted answer' }).click();
    await host.page.getByRole('checkbox', { name: 'A wanted answer' }).waitFor();
    expect(rows[2]!.text).toBe('{"prompt":"Say hi.","completion":"No.","label": true}');
  });
});

describe('editing', () => {
  test('by keyboard: Enter, type, Ctrl+Enter; only the edited characters change, and the place is kept', async () => {
    const { host, rows } = await open([CHAT]);
    await textOf(host, 3).focus();
    await host.page.keyboard.press('Enter');
    await host.page.keyboard.type(' Wait.');
    await host.page.keyboard.press('Enter');
    await host.page.keyboard.type('“Done”');
    await host.screenshot('row-preview-editing');
    await host.page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(host, 3).isVisible()).toBe(true);
    expect(rows[0]!.text).toBe(CHAT.text.replace('Then let go.', 'Then let go. Wait.\\n\\u201cDone\\u201d'));
    expect(await host.page.evaluate('document.activeElement.className')).toBe('text');
    await host.page.getByRole('status').getByText('Written into the row.').waitFor({ state: 'attached' });
  });

  test('Esc reverts, and nothing is written', async () => {
    const { host } = await open([CHAT]);
    await message(host, 2).getByRole('button', { name: 'Edit' }).click();
    await host.page.keyboard.type('lost');
    await host.page.keyboard.press('Escape');
    expect(await textOf(host, 2).textContent()).toBe('How do I reset\nmy thermostat?');
    expect(said(host, 'edit')).toEqual([]);
    expect(await host.state()).toMatchObject({ drafts: [] });
  });

  test('a row that changed meanwhile is said, and the text is kept', async () => {
    const { host, rows, show } = await open([CHAT]);
    await textOf(host, 2).press('Enter');
    await host.page.keyboard.type(' Mine.');
    rows[0] = { ...CHAT, text: CHAT.text.replace('thermostat', 'heating') };
    await show(1);
    await message(host, 2).getByRole('alert').getByText('was changed in the document meanwhile').waitFor();
    expect(await boxOf(host, 2).inputValue()).toBe('How do I reset\nmy thermostat? Mine.');
    await host.screenshot('row-preview-conflict');
  });

  test('a refused edit says why, and the text is kept', async () => {
    const { host } = await open([CHAT], { refuse: 'The file is read-only.' });
    await textOf(host, 2).press('Enter');
    await host.page.keyboard.type('!');
    await host.page.keyboard.press('Control+Enter');
    await message(host, 2).getByRole('alert').getByText('The file is read-only.').waitFor();
    expect(await boxOf(host, 2).inputValue()).toBe('How do I reset\nmy thermostat?!');
  });

  test('a text that is not written yet survives a reload and a look at another row', async () => {
    const { host } = await open([CHAT, { ...CHAT, text: CHAT.text.replace('"id": 7', '"id": 8') }]);
    await textOf(host, 2).press('Enter');
    await host.page.keyboard.type(' Kept.');
    await host.page.keyboard.press('Alt+ArrowDown');
    await host.page.getByRole('status').getByText('Row 2 of 12, no problems.').waitFor({ state: 'attached' });
    await host.page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => boxOf(host, 2).inputValue()).toBe('How do I reset\nmy thermostat? Kept.');
    await host.page.reload();
    await expect.poll(() => boxOf(host, 2).inputValue()).toBe('How do I reset\nmy thermostat? Kept.');
    expect(await host.state()).toMatchObject({ uri: URI, row: 1 });
  });

  test('a text that is not written yet goes to the host, and comes back in a new panel', async () => {
    const { host, show } = await open([CHAT, CHAT]);
    await textOf(host, 2).press('Enter');
    await host.page.keyboard.type(' Kept.');
    await expect
      .poll(() => said(host, 'drafts').at(-1))
      .toMatchObject({ drafts: [{ uri: URI, row: 1, text: 'How do I reset\nmy thermostat? Kept.' }] });
    const [last] = said(host, 'drafts').slice(-1);
    await host.page.keyboard.press('Escape');
    await expect.poll(() => said(host, 'drafts').at(-1)).toEqual({ type: 'drafts', drafts: [] });
    // As after the panel was closed: the page has nothing, the host what it was told.
    await host.page.evaluate("sessionStorage.removeItem('state')");
    await host.page.reload();
    await host.page.locator('#root[data-state=lens]').waitFor();
    expect(await boxOf(host, 2).isVisible()).toBe(false);
    if (last?.type === 'drafts') await host.send(last);
    await show(2);
    await show(1);
    await expect.poll(() => boxOf(host, 2).inputValue()).toBe('How do I reset\nmy thermostat? Kept.');
  });

  test('undo and redo go to the document, but not from a box', async () => {
    const { host } = await open([CHAT]);
    await textOf(host, 2).focus();
    await host.page.keyboard.press('Control+z');
    await host.page.keyboard.press('Control+Shift+z');
    await host.page.keyboard.press('Control+y');
    await textOf(host, 2).press('Enter');
    await host.page.keyboard.type('x');
    await host.page.keyboard.press('Control+z');
    await host.page.keyboard.press('Escape');
    const changes = host.received.flatMap(({ type }) => (type === 'undo' || type === 'redo' ? [type] : []));
    expect(changes).toEqual(['undo', 'redo', 'redo']);
  });

  test('line ends that a box does not have stay as they are', async () => {
    const { host, rows } = await open([{ text: '{"text":"one\\r\\ntwo\\rthree"}', format: 'text' }]);
    await textOf(host, 1).press('Enter');
    await host.page.keyboard.press('Enter');
    await host.page.keyboard.type('four');
    await host.page.keyboard.press('Control+Enter');
    await expect.poll(() => rows[0]!.text).toBe('{"text":"one\\r\\ntwo\\rthree\\r\\nfour"}');
  });

  test('role, a message more, a message less', async () => {
    const { host, rows } = await open([CHAT]);
    await message(host, 1).getByRole('combobox').selectOption('developer');
    await expect.poll(() => rows[0]!.text).toBe(CHAT.text.replace('"system"', '"developer"'));
    await host.page.getByRole('button', { name: 'Add message' }).click();
    await message(host, 4).waitFor();
    expect(rows[0]!.text).toContain(
      '"Hold the button \\u2013 ten seconds.\\n\\nThen let go."}, {"role": "user", "content": ""}]',
    );
    await message(host, 1).getByRole('button', { name: 'Remove' }).click();
    await message(host, 4).waitFor({ state: 'detached' });
    expect(rows[0]!.text).toMatch(/^\{"messages": \[\{"role": "user"/);
  });
});

describe('ways', () => {
  test('buttons, keys and a number lead to other rows', async () => {
    const { host } = await open([CHAT, CHAT, CHAT]);
    await host.page.keyboard.press('Alt+ArrowDown');
    await host.page.getByRole('button', { name: 'Next', exact: true }).click();
    await host.page.getByRole('button', { name: 'Next problem' }).click();
    await host.page.keyboard.press('Alt+ArrowUp');
    await expect
      .poll(() => said(host, 'step').map((item) => item.type === 'step' && item.to))
      .toEqual(['next', 'next', 'problem', 'previous']);
    const number = host.page.getByRole('textbox', { name: 'Go to row' });
    await number.fill('none');
    await number.press('Enter');
    await number.fill('1');
    await number.press('Enter');
    await expect.poll(() => said(host, 'goTo')).toEqual([{ type: 'goTo', row: 1 }]);
  });

  test('without a row, the reason stands there', async () => {
    const { host } = await open([CHAT]);
    await host.send({
      type: 'snapshot',
      version: ROW_PREVIEW_PROTOCOL_VERSION,
      view: null,
      lens: { kind: 'waiting' },
      reason: 'No dataset is open.',
    });
    await host.page.getByText('No dataset is open.').waitFor();
  });
});

describe('looks', () => {
  const problems: ProblemView[] = [
    {
      code: 'near-duplicate',
      severity: 'warning',
      message: 'This row is 93 % the same as row 4. A trainer sees it twice; remove one of them.',
      range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 5 },
    },
  ];
  for (const theme of THEME_NAMES)
    for (const [shape, width] of [
      ['wide', 1000],
      ['narrow', 380],
    ] as const)
      test(`${theme}, ${shape}: nothing is cut off sideways`, async () => {
        const { host } = await open([{ ...CHAT, problems, maxLength: 36 }], { theme, width });
        await host.screenshot(`row-preview-${theme}-${shape}`);
        expect(await host.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        const lowest = await lowestContrast(host.page, ['.words', 'code', '.tokens', '.lens-note', '.name', '.role']);
        expect(lowest.ratio, lowest.of).toBeGreaterThan(4.5);
      });
});
