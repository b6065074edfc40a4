/** The questions of "New Instruction Dataset": what the assistant is for comes before any row. */
import { workspace, type QuickPickItem, type WorkspaceFolder } from 'vscode';
import { defaultDecisions, replacesTasks, type Decisions, type NewFormat } from '../dataset/starters/newDataset.ts';
import { readStarter, STARTERS, type Starter, type StarterId } from '../dataset/starters/starters.ts';
import { newPaths, takenPath } from '../dataset/starters/writeNew.ts';
import { askSteps, pickStep, textStep, type Step } from './steps.ts';

export const TITLE = 'New Instruction Dataset';

export type NewDatasetChoices = {
  starterId: StarterId;
  starter: Starter;
  decisions: Decisions;
  /** Undefined without a workspace: asked for by a dialog. */
  folder: string | undefined;
  name: string;
};

/** `folder`: where the command was called on. Undefined: the user thought better of it. */
export async function askNewDataset(folder: string | undefined): Promise<NewDatasetChoices | undefined> {
  const [first] = STARTERS;
  const starter = await readStarter(first.id);
  const folders = workspace.workspaceFolders ?? [];
  const start: NewDatasetChoices = {
    starterId: first.id,
    starter,
    decisions: defaultDecisions(starter),
    folder: folder ?? folders[0]?.uri.fsPath,
    name: first.id,
  };
  const asksFolder = folder === undefined && folders.length > 1;
  return askSteps(TITLE, start, [
    askStarter,
    askTasks,
    askAudience,
    askRegister,
    askUnacceptable,
    askFormat,
    ...(asksFolder ? [askFolder(folders)] : []),
    askName,
  ]);
}

type Ask = Step<NewDatasetChoices>;

const askStarter: Ask = async (decided, position) => {
  const items = STARTERS.map(({ id, name, about }) => ({ label: name, description: about, id }));
  const current = items.find(({ id }) => id === decided.starterId);
  const answer = await pickStep('What shall the assistant be?', items, current, position, ({ id }) => id);
  if (typeof answer === 'symbol') return answer;
  // The same once more: what was decided since stays.
  if (answer.value === decided.starterId) return { value: decided };
  const starter = await readStarter(answer.value);
  const decisions = defaultDecisions(starter, decided.decisions.format);
  return { value: { ...decided, starterId: answer.value, starter, decisions, name: answer.value } };
};

/** Descriptions on one line; none of the starters' has the mark in it. */
const MARK = ';';
const joined = (texts: readonly string[]): string => texts.join(`${MARK} `);
const split = (text: string): string[] =>
  text
    .split(MARK)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const askTasks: Ask = (decided, position) =>
  textStep(
    `What does it do? Its tasks, divided by "${MARK}".`,
    joined(decided.decisions.tasks),
    (text) =>
      Promise.resolve(split(text).length === 0 ? 'Name at least one task: the rows are written for it.' : undefined),
    position,
    (text) => ({ ...decided, decisions: { ...decided.decisions, tasks: split(text) } }),
  );

/** The starter's own answer is offered for its own tasks only: a bakery does not sell bicycle lights. */
const askAudience: Ask = (decided, position) => {
  const { starter, decisions } = decided;
  const known = starter.brief.audience ?? '';
  const isOther = replacesTasks(starter, decisions.tasks) && decisions.audience === known;
  return textStep(
    isOther ? `Who is it for? Such as: ${known}; empty for anyone.` : 'Who is it for? Empty for anyone.',
    isOther ? '' : decisions.audience,
    () => Promise.resolve(undefined),
    position,
    (audience) => ({ ...decided, decisions: { ...decisions, audience } }),
  );
};

type RegisterItem = QuickPickItem & { register: Decisions['register'] };
const REGISTERS: readonly RegisterItem[] = [
  { label: 'Formal', description: 'no contractions, slang or emoji', register: 'formal' },
  { label: 'Neutral', description: 'no slang or emoji', register: 'neutral' },
  { label: 'Casual', description: 'as in a chat', register: 'casual' },
];

const askRegister: Ask = (decided, position) =>
  pickStep(
    'How do its answers sound?',
    REGISTERS,
    REGISTERS.find(({ register }) => register === decided.decisions.register),
    position,
    ({ register }) => ({ ...decided, decisions: { ...decided.decisions, register } }),
  );

const askUnacceptable: Ask = (decided, position) =>
  textStep(
    `What must it never do? Divided by "${MARK}"; empty for nothing.`,
    joined(decided.decisions.unacceptable),
    () => Promise.resolve(undefined),
    position,
    (text) => ({ ...decided, decisions: { ...decided.decisions, unacceptable: split(text) } }),
  );

type FormatItem = QuickPickItem & { format: NewFormat };
const FORMATS: readonly FormatItem[] = [
  { label: 'Instruction and output', description: 'alpaca: one question, one answer', format: 'alpaca' },
  { label: 'Messages', description: 'chat: conversations of several turns', format: 'chat' },
];

const askFormat: Ask = (decided, position) =>
  pickStep(
    'How are the rows written?',
    FORMATS,
    FORMATS.find(({ format }) => format === decided.decisions.format),
    position,
    ({ format }) => ({ ...decided, decisions: { ...decided.decisions, format } }),
  );

const askFolder =
  (folders: readonly WorkspaceFolder[]): Ask =>
  (decided, position) => {
    const items = folders.map(({ name, uri }) => ({ label: name, description: uri.fsPath, path: uri.fsPath }));
    const current = items.find(({ path }) => path === decided.folder);
    return pickStep('In which folder?', items, current, position, ({ path }) => ({ ...decided, folder: path }));
  };

const askName: Ask = (decided, position) =>
  textStep(
    'What is it called? A folder may stand before the name.',
    decided.name,
    (name) => nameProblem(decided.folder, name),
    position,
    (name) => ({ ...decided, name }),
  );

async function nameProblem(folder: string | undefined, name: string): Promise<string | undefined> {
  if (name === '' || name.endsWith('/')) return 'Write a name.';
  if (/[\\:*?"<>|\p{Cc}]/u.test(name) || name.startsWith('/') || name.split('/').includes('..'))
    return 'A name has letters, digits, "-", "_", "." and "/" for folders within the workspace.';
  const taken = folder === undefined ? undefined : await takenPath(newPaths(folder, name));
  return taken === undefined ? undefined : `${taken} is there already. Choose another name.`;
}
