/** "Convert Dataset…": which format and for whom, what that would lose, and then a new file beside the old one. */
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ProgressLocation, window, type QuickPickItem, type Uri } from 'vscode';
import { targetsOf } from '../../dataset/convert/conversion.ts';
import { SAMPLE_ROWS } from '../../dataset/detect.ts';
import { FORMAT_IDS, type FormatId } from '../../dataset/formats.ts';
import { formatOf } from '../../dataset/read.ts';
import { readRow } from '../../dataset/row.ts';
import { TARGETS } from '../../targets/targets.ts';
import { readFlags } from '../checkFlags.ts';
import { Cancelled, runCliChild } from '../cliChild.ts';
import type { DatasetFile } from '../datasetFile.ts';
import type { FileFormats } from '../fileFormats.ts';
import { FORMAT_WORDS } from '../formatWords.ts';
import { nodeRuntime } from '../nodeRuntime.ts';
import { readSettings } from '../settings.ts';
import { withDatasetPath } from '../unsavedText.ts';
import { chooseNamed, jsonShown, showFile } from './commands.ts';
import { changeWords, losesSomething, placeWords, readConversionPlan, type ConversionPlan } from './conversionPlan.ts';
import { readSummary, summaryWords } from './summary.ts';
import { folderFor, freeNames, moveBeside, withWorkFolder } from './workFolder.ts';

const TITLE = 'Convert Dataset';

export async function convertDataset(called: Uri | undefined, storage: Uri, formats: FileFormats): Promise<void> {
  const dataset = await chooseNamed(called ?? jsonShown());
  if (dataset === undefined) return;
  const to = await askFormat(dataset.name, await possibleFormats(dataset, formats));
  if (to === undefined) return;
  const target = await askTarget(dataset, to);
  if (target === undefined) return;
  const { columns } = readSettings(dataset.uri);
  const read = readFlags({ columns, format: formats.get(dataset.uri) });
  const flags = [...read, '--to', to, ...(target === '' ? [] : ['--target', target])];
  await withDatasetPath(dataset, storage, (path) => planAndWrite(dataset, path, to, flags, storage)).catch(
    (error: unknown) => {
      if (!(error instanceof Cancelled)) throw error;
    },
  );
}

/** What its rows can become. The first rows tell what they are; where they do not, any format is offered. */
async function possibleFormats(dataset: DatasetFile, formats: FileFormats): Promise<readonly FormatId[]> {
  const { columns } = readSettings(dataset.uri);
  const chosen = formats.get(dataset.uri);
  const rows = (await firstLines(dataset)).map((line) => readRow(line, columns));
  const { format } = formatOf(rows, { columns, ...(chosen === undefined ? {} : { format: chosen }) });
  return format === 'unknown' ? FORMAT_IDS : targetsOf(format).filter((to) => to !== format);
}

const SAMPLE_BYTES = 1 << 20;

/** Whole lines only. None of a file that cannot be read: the conversion itself says why. */
async function firstLines({ path, unsavedText }: DatasetFile): Promise<string[]> {
  const text = unsavedText ?? (await firstText(path).catch(() => ''));
  const lines = text.split('\n', SAMPLE_ROWS + 1);
  return text.length < SAMPLE_BYTES ? lines : lines.slice(0, -1);
}

async function firstText(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function askFormat(name: string, formats: readonly FormatId[]): Promise<FormatId | undefined> {
  const items = formats.map((format) => ({ label: format, description: FORMAT_WORDS[format], format }));
  const options = { title: TITLE, placeHolder: `The new format of ${name}`, ignoreFocusOut: true };
  return (await window.showQuickPick(items, options))?.format;
}

/** The trainers that read the format; those that the user's settings name come first. */
async function askTarget({ uri }: DatasetFile, to: FormatId): Promise<string | undefined> {
  const named = readSettings(uri).targets;
  const reading = TARGETS.flatMap(({ id, name, accepts }) => {
    const how = accepts.find(({ format }) => format === to)?.how;
    return how === undefined ? [] : [{ label: name, description: how, id }];
  }).sort((a, b) => Number(named.includes(b.id)) - Number(named.includes(a.id)));
  const any: QuickPickItem & { id: string } = { label: 'Any trainer', description: 'as most of them read it', id: '' };
  const options = { title: TITLE, placeHolder: 'Which trainer is it for?', ignoreFocusOut: true };
  const items = named.length > 0 ? [...reading, any] : [any, ...reading];
  return (await window.showQuickPick(items, options))?.id;
}

async function planAndWrite(
  dataset: DatasetFile,
  path: string,
  to: FormatId,
  flags: readonly string[],
  storage: Uri,
): Promise<void> {
  // --force: names that are taken get a number, later.
  const plan = readConversionPlan(await run(dataset, [path, ...flags, '--dry-run', '--force'], 'Looking at'));
  const target = folderFor(dataset);
  const named = await freeNames(plan.summary.outputs.map((output) => join(target, basename(output.path))));
  const places = placeWords(plan, named.map(nameOf));
  if (plan.changes.length > 0 && !(await isWanted(dataset, to, plan, places))) return;
  await withWorkFolder(storage, async (folder) => {
    const endOf = (isAside: boolean): string =>
      basename(plan.summary.outputs.find(({ what }) => (what !== undefined) === isAside)?.path ?? 'rows.jsonl');
    const out = join(folder, endOf(false));
    const outs = ['--out', out, '--unconverted', join(folder, endOf(true))];
    const summary = readSummary(await run(dataset, [path, ...flags, ...outs, '--accept-loss'], 'Converting'));
    const made = await moveBeside(
      summary.outputs.map((output) => ({ from: output.path, to: join(target, basename(output.path)) })),
    );
    const result = made[summary.outputs.findIndex((output) => output.path === out)];
    if (result !== undefined) await showFile(result);
    void window.showInformationMessage(
      summaryWords({ id: 'convert', name: dataset.name, names: made.map(nameOf) }, summary),
    );
  });
}

const CONVERT = 'Convert';

const nameOf = (uri: Uri): string => basename(uri.fsPath);

async function isWanted({ name }: DatasetFile, to: FormatId, plan: ConversionPlan, places: string): Promise<boolean> {
  const detail = [...changeWords(plan), places].join('\n\n');
  const question = `Convert ${name} from ${plan.from} to ${to}?`;
  const show = losesSomething(plan) ? window.showWarningMessage : window.showInformationMessage;
  return (await show(question, { modal: true, detail }, CONVERT)) === CONVERT;
}

async function run(dataset: DatasetFile, args: readonly string[], doing: string): Promise<string> {
  const settings = readSettings(dataset.uri);
  const all = ['convert', ...args, '--json'];
  const location = ProgressLocation.Notification;
  return window.withProgress(
    { location, title: `${doing} ${dataset.name}`, cancellable: true },
    async (_progress, token) => (await runCliChild(all, nodeRuntime(settings), token)).stdout,
  );
}
