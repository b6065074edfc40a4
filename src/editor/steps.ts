/** Questions in several steps, with the keyboard alone: Enter goes on, the key of the editor for "back" goes back, Escape ends it with nothing done. */
import { QuickInputButtons, window, type InputBox, type QuickPick, type QuickPickItem } from 'vscode';

/** Where a question stands among the others. */
type Position = { title: string; step: number; totalSteps: number };

/** `BACK`: to the question before. `CANCELLED`: the user thought better of it. */
const BACK = Symbol('back');
const CANCELLED = Symbol('cancelled');
type Answer<T> = { value: T } | typeof BACK | typeof CANCELLED;

/** Asks; the answer becomes part of what is decided. */
export type Step<S> = (decided: S, position: Position) => Promise<Answer<S>>;

/** Going back shows what was answered before. Undefined: cancelled. */
export async function askSteps<S>(title: string, start: S, steps: readonly Step<S>[]): Promise<S | undefined> {
  let decided = start;
  for (let i = 0; i < steps.length;) {
    const answer = await steps[i]!(decided, { title, step: i + 1, totalSteps: steps.length });
    if (answer === CANCELLED) return undefined;
    if (answer === BACK) i--;
    else {
      decided = answer.value;
      i++;
    }
  }
  return decided;
}

/** One of a list; `current` is the one to begin with. */
export function pickStep<T extends QuickPickItem, S>(
  question: string,
  items: readonly T[],
  current: T | undefined,
  position: Position,
  decide: (item: T) => S,
): Promise<Answer<S>> {
  const input = window.createQuickPick<T>();
  input.items = items;
  input.placeholder = question;
  if (current !== undefined) input.activeItems = [current];
  return answerOf(input, position, (accept) => {
    const [item] = input.activeItems;
    if (item !== undefined) accept(decide(item));
    return Promise.resolve();
  });
}

/** A line of text. `check` names what is wrong with it. */
export function textStep<S>(
  question: string,
  value: string,
  check: (text: string) => Promise<string | undefined>,
  position: Position,
  decide: (text: string) => S,
): Promise<Answer<S>> {
  const input = window.createInputBox();
  input.prompt = question;
  input.value = value;
  input.onDidChangeValue(() => (input.validationMessage = undefined));
  return answerOf(input, position, async (accept) => {
    const text = input.value.trim();
    const problem = await check(text);
    if (problem === undefined) accept(decide(text));
    else input.validationMessage = problem;
  });
}

async function answerOf<T extends QuickPickItem, S>(
  input: QuickPick<T> | InputBox,
  { title, step, totalSteps }: Position,
  onAccept: (accept: (value: S) => void) => Promise<void>,
): Promise<Answer<S>> {
  Object.assign(input, { title, step, totalSteps, ignoreFocusOut: true });
  if (step > 1) input.buttons = [QuickInputButtons.Back];
  try {
    return await new Promise<Answer<S>>((resolve, reject) => {
      input.onDidAccept(() => {
        onAccept((value) => resolve({ value })).catch(reject);
      });
      input.onDidTriggerButton(() => resolve(BACK));
      input.onDidHide(() => resolve(CANCELLED));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
