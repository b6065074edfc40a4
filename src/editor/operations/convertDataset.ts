/** "Convert Dataset…": which format and for whom, what that would lose, and then a new file beside the old one. */
import { basename, join } from 'node:path';
import { ProgressLocation, window, type QuickPickItem, type Uri } from 'vscode';
import { FORMAT_IDS, type FormatId } from '../../dataset/formats.ts';
import { TARGETS } from '../../targets/targets.ts';
import { readFlags } from '../checkFlags.ts';
import { Cancelled, runCliChild } from '../cliChild.ts';
import type { DatasetFile } from '../datasetFile.ts';
import type { FileFormats } from '../fileFormats.ts';
import { nodeRuntime } from '../nodeRuntime.ts';
import { readSettings } from '../settings.ts';
import { withDatasetPath } from '../unsavedText.ts';
import { chooseNamed, jsonShown, showFile } from './commands.ts';
import { changeWords, readConversionPlan, type ConversionPlan } from './conversionPlan.ts';
import { readSummary, summaryWords } from './summary.ts';
import { folderFor, moveBeside, withWorkFolder } from './workFolder.ts';

const TITLE = 'Convert Dataset';

export async function convertDataset(called: Uri | undefined, storage: Uri, formats: FileFormats): Promise<void> {
  const dataset = await chooseNamed(called ?? jsonShown());
  if (dataset === undefined) return;
  const to = await askFormat(dataset.name);
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

const SHAPES: Record<FormatId, string> = {
  alpaca: '{instruction, input, output}',
  chat: '{messages: [{role, content}]}',
  sharegpt: '{conversations: [{from, value}]}',
  completion: '{prompt, completion}',
  text: '{text}',
  preference: '{prompt, chosen, rejected}',
  kto: '{prompt, completion, label}',
};

async function askFormat(name: string): Promise<FormatId | undefined> {
  const items = FORMAT_IDS.map((format) => ({ label: format, description: SHAPES[format], format }));
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
  if (plan.changes.length > 0 && !(await isWanted(dataset, to, plan))) return;
  await withWorkFolder(storage, async (folder) => {
    const nameOf = (isAside: boolean): string =>
      basename(plan.summary.outputs.find(({ what }) => (what !== undefined) === isAside)?.path ?? 'rows.jsonl');
    const out = join(folder, nameOf(false));
    const places = ['--out', out, '--unconverted', join(folder, nameOf(true))];
    const summary = readSummary(await run(dataset, [path, ...flags, ...places, '--accept-loss'], 'Converting'));
    const target = folderFor(dataset);
    const made = await moveBeside(
      summary.outputs.map((output) => ({ from: output.path, to: join(target, basename(output.path)) })),
    );
    const result = made[summary.outputs.findIndex((output) => output.path === out)];
    if (result !== undefined) await showFile(result);
    const names = made.map((uri) => basename(uri.fsPath));
    void window.showInformationMessage(summaryWords(dataset.name, summary, names));
  });
}

const CONVERT = 'Convert';

async function isWanted(dataset: DatasetFile, to: FormatId, plan: ConversionPlan): Promise<boolean> {
  const detail = changeWords(plan).join('\n\n');
  const question = `Convert ${dataset.name} from ${plan.from} to ${to}?`;
  return (await window.showWarningMessage(question, { modal: true, detail }, CONVERT)) === CONVERT;
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
