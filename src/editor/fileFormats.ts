/** Formats that the user chose for files, kept with the workspace: they stand above what the rows look like. */
import { EventEmitter, type Event, type Memento, type Uri } from 'vscode';
import { FORMAT_IDS, type FormatId } from '../dataset/formats.ts';

const KEY = 'tunewright.formats';

export type FileFormats = {
  get: (uri: Uri | string) => FormatId | undefined;
  /** Undefined: let the rows say it. */
  set: (uri: Uri | string, format: FormatId | undefined) => Promise<void>;
  onDidChange: Event<void>;
  dispose: () => void;
};

export function createFileFormats(memory: Memento): FileFormats {
  const changed = new EventEmitter<void>();
  const all = (): Record<string, string> => memory.get<Record<string, string>>(KEY) ?? {};
  return {
    get: (uri) => FORMAT_IDS.find((id) => id === all()[uri.toString()]),
    set: async (uri, format) => {
      const others = Object.fromEntries(Object.entries(all()).filter(([name]) => name !== uri.toString()));
      await memory.update(KEY, format === undefined ? others : { ...others, [uri.toString()]: format });
      changed.fire();
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}
