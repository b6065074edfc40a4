/** Commands that code actions and code lenses of the language server run. */
import { join } from 'node:path';
import { commands, Uri, window, workspace } from 'vscode';
import { installFolder } from '../common/entries.ts';
import { isJsonObject } from '../common/json.ts';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { PRODUCT } from '../common/product.ts';
import { useColumns } from './chooseFormat.ts';
import type { Messages } from './messages.ts';
import { readSettings, saveSetting, settingTarget } from './settings.ts';

/** Not in the palette: they mean a problem or a file that only the server names. */
export function registerLanguageCommands(guard: Messages['guard']): Disposable {
  const owned = new DisposableList();
  const register = (name: string, action: (...args: unknown[]) => Promise<void>): void => {
    owned.add(commands.registerCommand(`${PRODUCT.command}.${name}`, guard(action)));
  };
  register('setRuleLevel', (uri, code, level) => setRuleLevel(Uri.parse(String(uri)), String(code), level));
  register('showRule', async (code) => {
    const page = Uri.file(join(installFolder(), 'docs', 'rules', `${String(code)}.md`));
    await commands.executeCommand('markdown.showPreview', page);
  });
  register('useColumns', async (uri, columns) => {
    if (!isJsonObject(columns)) return;
    const texts = Object.entries(columns).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    await useColumns(Uri.parse(String(uri)), Object.fromEntries(texts));
  });
  register('fixOnSave', async (uri) => fixOnSave(Uri.parse(String(uri))));
  return owned;
}

async function setRuleLevel(uri: Uri, code: string, given: unknown): Promise<void> {
  const { rules } = readSettings(uri);
  const level =
    typeof given === 'string'
      ? given
      : await window.showQuickPick(['error', 'warning', 'information', 'off'], {
          title: code,
          placeHolder: `How its problems are shown${rules[code] === undefined ? '' : ` (now: ${rules[code]})`}`,
        });
  if (level !== undefined) await saveSetting(uri, 'rules', { ...rules, [code]: level });
}

const FIX_ALL = 'source.fixAll.tunewright';

/** For our language alone: other files keep their own ways. */
async function fixOnSave(uri: Uri): Promise<void> {
  const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  const languageId = document?.languageId ?? 'instruction-jsonl';
  const configuration = workspace.getConfiguration('editor', { uri, languageId });
  const before = configuration.get<unknown>('codeActionsOnSave');
  const actions = isJsonObject(before) ? before : {};
  await configuration.update('codeActionsOnSave', { ...actions, [FIX_ALL]: 'explicit' }, settingTarget(uri), true);
  void window.showInformationMessage(
    `Safe problems are fixed on save now. The setting is "editor.codeActionsOnSave" with ${FIX_ALL}.`,
  );
}
