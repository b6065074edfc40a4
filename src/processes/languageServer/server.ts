/** The language server: documents in, diagnostics out, and the features that answer requests about them. Whoever starts it brings the connection. */
import {
  DidChangeConfigurationNotification,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { describeError } from '../../common/errors.ts';
import { isJsonObject } from '../../common/json.ts';
import { PRODUCT } from '../../common/product.ts';
import { createBaseModels } from '../baseTokens.ts';
import { createLensModels } from '../lensModels.ts';
import type { ClientFacts, ServerContext } from './feature.ts';
import { FEATURES } from './features.ts';
import { OpenDocument } from './openDocument.ts';
import { createBriefs, rootsOf, watchBriefs } from './briefs.ts';
import { refuseOutOfOrder } from './lifecycle.ts';
import { createPublisher } from './publish.ts';
import { readServerSettings, type ServerSettings } from './serverSettings.ts';

export function serve(connection: Connection): void {
  const documents = new Map<string, OpenDocument>();
  const client: ClientFacts = { capabilities: {}, commands: new Set(), folders: [], wantsStatus: false };
  /** What a client without configuration says at its start, and by didChangeConfiguration. */
  let given: ServerSettings = { check: {} };
  const hasConfiguration = (): boolean => client.capabilities.workspace?.configuration === true;
  const report = (error: unknown): void =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : describeError(error));
  const baseModels = createBaseModels();
  const server: ServerContext = {
    connection,
    documents,
    client,
    baseModels,
    lensModels: createLensModels(baseModels),
    providers: {},
    report,
  };
  const publisher = createPublisher(server);
  const briefs = createBriefs(
    () => client.folders,
    () => configureAll(),
  );

  connection.onInitialize((params: InitializeParams) => {
    const { capabilities } = params;
    client.folders = rootsOf(params);
    client.capabilities = capabilities;
    const options: unknown = params.initializationOptions;
    given = readServerSettings(sectionOf(options));
    if (isJsonObject(options)) {
      client.commands = new Set(textsIn(options['commands']));
      client.wantsStatus = options['wantsStatus'] === true;
    }
    const all: ServerCapabilities = {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    };
    for (const feature of FEATURES) Object.assign(all, feature.capabilities?.(capabilities));
    return { capabilities: all, serverInfo: { name: PRODUCT.command, version: PRODUCT.version } };
  });

  connection.onInitialized(() => {
    watchBriefs(connection, client.capabilities).catch(report);
    if (!hasConfiguration() || capabilityOf(client).dynamicRegistration !== true) return;
    connection.client.register(DidChangeConfigurationNotification.type, { section: PRODUCT.command }).catch(report);
  });

  /** Settings may differ from folder to folder, and from file to file. */
  const settingsOf = async (uri: string): Promise<ServerSettings> => {
    if (!hasConfiguration()) return given;
    const section: unknown = await connection.workspace.getConfiguration({ scopeUri: uri, section: PRODUCT.command });
    // A client that could be asked, but has nothing to say, may have said it at the start.
    return section === null || section === undefined ? given : readServerSettings(section);
  };
  /** Of questions about one document that overtake each other, the last one counts. */
  const asked = new Map<string, number>();
  const configure = async (uri: string): Promise<void> => {
    const number = (asked.get(uri) ?? 0) + 1;
    asked.set(uri, number);
    const settings = await settingsOf(uri);
    const brief = await briefs.of(uri);
    if (asked.get(uri) !== number) return;
    const check = { ...settings.check, ...(brief === undefined ? {} : { brief }) };
    if (documents.get(uri)?.configure({ ...settings, check }) !== true) return;
    publisher.publishSoon(uri);
  };
  const configureAll = (): void => {
    for (const uri of documents.keys()) configure(uri).catch(report);
  };

  connection.onDidOpenTextDocument(({ textDocument }) => {
    const { uri } = textDocument;
    if (briefs.isBrief(uri)) {
      briefs.open(uri, textDocument.text);
      publisher.publishBrief(uri, textDocument.version, textDocument.text);
      return;
    }
    // Its settings are asked for first: without them a good file would flash as one of unknown format.
    const document = new OpenDocument(textDocument, given);
    documents.set(uri, document);
    configure(uri)
      .catch(report)
      .finally(() => publisher.publishSoon(uri));
  });

  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const { uri, version } = textDocument;
    if (briefs.isBrief(uri)) {
      briefs.change(uri, contentChanges);
      publisher.publishBrief(uri, version, briefs.textOf(uri) ?? '');
      return;
    }
    const document = documents.get(uri);
    if (document === undefined) return;
    document.change(contentChanges, textDocument.version);
    publisher.publishSoon(document.uri);
  });

  connection.onDidCloseTextDocument(({ textDocument }) => {
    if (briefs.isBrief(textDocument.uri)) briefs.close(textDocument.uri);
    documents.delete(textDocument.uri);
    asked.delete(textDocument.uri);
    publisher.clear(textDocument.uri);
  });

  connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
    if (!hasConfiguration() && isJsonObject(settings)) given = readServerSettings(sectionOf(settings));
    configureAll();
  });

  connection.onDidChangeWatchedFiles(configureAll);

  refuseOutOfOrder(connection);
  for (const feature of FEATURES) feature.register(server);
  connection.listen();
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const capabilityOf = ({ capabilities }: ClientFacts): { dynamicRegistration?: boolean } =>
  capabilities.workspace?.didChangeConfiguration ?? {};

/** Clients give the settings alone, or as the section that we ask for. */
const sectionOf = (value: unknown): unknown =>
  isJsonObject(value) ? ((value as Record<string, unknown>)[PRODUCT.command] ?? value) : value;
