/** The questions of "Fine-tune Model", one after the other; Escape in any of them means no. Defaults come from the one list of settings. */
import { window, type QuickPickItem } from 'vscode';
import { defaultOf } from '../recipe/recipe.ts';
import { SETTINGS } from '../recipe/settings.ts';

/** What the user chose, as recipe values. */
export type FineTuneChoices = { base: string; method: 'lora' | 'full'; epochs?: number; learningRate?: number };

const TITLE = 'Fine-tune Model';

/** `preferredBase`: the user's setting. Undefined when the user thought better of it. */
export async function askFineTuneChoices(preferredBase: string): Promise<FineTuneChoices | undefined> {
  const base = await askBase(preferredBase);
  if (base === undefined) return undefined;
  const method = await askMethod(base);
  if (method === undefined) return undefined;
  const settings = await askSettings(base, method);
  return settings === undefined ? undefined : { base, method, ...settings };
}

async function askBase(preferred: string): Promise<string | undefined> {
  const embedded = {
    label: 'Embedded base model',
    description: 'small, needs no download, trains in minutes',
    base: 'embedded',
  };
  const own =
    preferred === 'embedded' ? [] : [{ label: preferred, description: 'from your settings', base: preferred }];
  const browse = { label: 'Model folder…', description: 'Llama architecture, as Hugging Face writes it', base: '' };
  const choice = await ask('Which base model?', 1, [...own, embedded, browse]);
  if (choice?.base !== '') return choice?.base;
  const folder = await window.showOpenDialog({
    title: 'Model folder',
    openLabel: 'Use this model',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return folder?.[0]?.fsPath;
}

async function askMethod(base: string): Promise<FineTuneChoices['method'] | undefined> {
  const full = { label: 'Full tuning', description: 'every weight; needs more memory', method: 'full' as const };
  const lora = { label: 'LoRA', description: 'small matrices beside the frozen weights', method: 'lora' as const };
  const isFull = defaultOf('method', { base, method: '', processors: 1 }) === 'full';
  const [first, second] = isFull ? [full, lora] : [lora, full];
  const recommended = { ...first, description: `recommended for this base: ${first.description}` };
  return (await ask('What may move?', 2, [recommended, second]))?.method;
}

async function askSettings(
  base: string,
  method: FineTuneChoices['method'],
): Promise<Pick<FineTuneChoices, 'epochs' | 'learningRate'> | undefined> {
  const context = { base, method, processors: 1 };
  const epochs = String(defaultOf('epochs', context));
  const learningRate = String(defaultOf('learningRate', context));
  const choice = await ask('With which settings?', 3, [
    { label: 'Use defaults', description: `${epochs} epochs, learning rate ${learningRate}`, own: false },
    { label: 'Choose epochs and learning rate…', own: true },
  ]);
  if (choice?.own !== true) return choice === undefined ? undefined : {};
  const chosenEpochs = await askNumber('epochs', epochs);
  if (chosenEpochs === undefined) return undefined;
  const chosenRate = await askNumber('learningRate', learningRate);
  return chosenRate === undefined ? undefined : { epochs: chosenEpochs, learningRate: chosenRate };
}

function ask<T extends QuickPickItem>(question: string, number: number, items: T[]): Thenable<T | undefined> {
  return window.showQuickPick(items, {
    title: `${TITLE} (${number} of 3)`,
    placeHolder: question,
    ignoreFocusOut: true,
  });
}

async function askNumber(name: 'epochs' | 'learningRate', value: string): Promise<number | undefined> {
  const { doc, minimum, maximum, type } = SETTINGS[name];
  const text = await window.showInputBox({
    title: TITLE,
    prompt: doc,
    value,
    ignoreFocusOut: true,
    validateInput: (input) => {
      const number = Number(input);
      const valid = input.trim() !== '' && number >= minimum && number <= maximum;
      const whole = type === 'number' || Number.isInteger(number);
      return valid && whole
        ? undefined
        : `Enter ${type === 'integer' ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}.`;
    },
  });
  return text === undefined ? undefined : Number(text);
}
