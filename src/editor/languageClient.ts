/** Starts the language server, tells it the settings of each file, and keeps documents that do not look like datasets away from it. */
import { commands, EventEmitter, Uri, workspace, type CancellationToken, type Event, type TextDocument } from 'vscode';
import {
  DidChangeConfigurationNotification,
  LanguageClient,
  TransportKind,
  type ConfigurationMiddleware,
} from 'vscode-languageclient/node';
import { entryPath } from '../common/entries.ts';
import { PRODUCT } from '../common/product.ts';
import { BRIEF_ENDING } from '../dataset/brief/names.ts';
import {
  FULL_REPORT,
  STATUS,
  type FullReportParams,
  type FullReportResult,
  type InitializationOptions,
  type StatusParams,
} from '../protocol/languageServer.ts';
import { looksLikeDataset } from './datasetLook.ts';
import type { FileFormats } from './fileFormats.ts';
import { ServedDocuments } from './servedDocuments.ts';
import { readSettings } from './settings.ts';

export const DATASET_LANGUAGES = ['instruction-jsonl', 'jsonl'] as const;

export type DatasetClient = {
  served: ServedDocuments;
  /** What the server last said of a document; undefined of one that it does not serve. */
  statusOf: (uri: Uri) => StatusParams | undefined;
  onDidChangeStatus: Event<Uri>;
  /** Of problems of one code alone, where one is named. */
  fullReport: (uri: Uri, code?: string) => Promise<string | undefined>;
  /** One of the requests of src/protocol/rowRequests.ts, or STATISTICS_REQUEST. */
  request: <Answer>(method: string, params: object, token?: CancellationToken) => Promise<Answer>;
  start: () => Promise<void>;
  dispose: () => Promise<void>;
};

export function createLanguageClient(formats: FileFormats): DatasetClient {
  const server = { module: entryPath('languageServer'), transport: TransportKind.ipc };
  const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  const served = new ServedDocuments(isDataset);
  const options: InitializationOptions & { commands: string[] } = { commands: [], wantsStatus: true };
  const client = new LanguageClient(
    PRODUCT.command,
    PRODUCT.name,
    { run: server, debug },
    {
      documentSelector: DATASET_LANGUAGES.flatMap((language) => [
        { language, scheme: 'file' },
        { language, scheme: 'untitled' },
      ]),
      initializationOptions: () => options,
      middleware: { ...served.middleware, workspace: { configuration: configurationFor(formats) } },
    },
  );
  const statuses = new Map<string, StatusParams>();
  const changed = new EventEmitter<Uri>();
  const configure = (): void => {
    if (!client.isRunning()) return;
    client
      .sendNotification(DidChangeConfigurationNotification.type, { settings: null })
      .catch((error: unknown) => client.error('The settings were not sent.', error));
  };
  const owned = [
    changed,
    client.onNotification(STATUS, (status: StatusParams) => {
      statuses.set(status.uri, status);
      changed.fire(Uri.parse(status.uri));
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      statuses.delete(uri.toString());
      changed.fire(uri);
    }),
    formats.onDidChange(configure),
    workspace.onDidGrantWorkspaceTrust(configure),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${PRODUCT.command}.columns`))
        served.reconsider().catch((error: unknown) => client.error('A document was not opened.', error));
    }),
  ];
  return {
    served,
    statusOf: (uri) => statuses.get(uri.toString()),
    onDidChangeStatus: changed.event,
    fullReport: async (uri, code) => {
      const params: FullReportParams = { uri: uri.toString(), ...(code === undefined ? {} : { code }) };
      const result = await client.sendRequest<FullReportResult>(FULL_REPORT, params);
      return result?.text;
    },
    request: <Answer>(method: string, params: object, token?: CancellationToken) =>
      client.sendRequest<Answer>(method, params, token),
    start: async () => {
      options.commands = (await commands.getCommands(true)).filter((id) => id.startsWith(`${PRODUCT.command}.`));
      await client.start();
    },
    dispose: () => {
      for (const item of owned) item.dispose();
      return client.dispose();
    },
  };
}

/** The settings of a file as we read them, with the format that was chosen for it. Without trust no model may be read. */
function configurationFor(formats: FileFormats): NonNullable<ConfigurationMiddleware['configuration']> {
  return ({ items }) =>
    items.map(({ section, scopeUri }) => {
      if (section !== PRODUCT.command) return null;
      const scope = scopeUri === undefined ? undefined : Uri.parse(scopeUri);
      const { columns, rules, targets, baseModel } = readSettings(scope);
      const format = scope === undefined ? undefined : formats.get(scope);
      return {
        columns,
        rules,
        targets,
        ...(format === undefined ? {} : { format }),
        ...(workspace.isTrusted ? { baseModel } : {}),
      };
    });
}

function isDataset(document: TextDocument): boolean {
  if (document.languageId === 'instruction-jsonl') return true;
  // The server asks for these, to check datasets against what is written there now.
  if (document.uri.path.endsWith(BRIEF_ENDING)) return true;
  const columns = Object.keys(readSettings(document).columns);
  return looksLikeDataset(document.lineCount, (index) => document.lineAt(index).text, columns);
}
