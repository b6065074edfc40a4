/** What a feature of the language server is: one file each, listed in features.ts. Handlers are thin; src/language/ knows the answers. */
import type { CancellationToken, ClientCapabilities, Connection, ServerCapabilities } from 'vscode-languageserver/node';
import type { RowTokens } from '../../language/rowTokens.ts';
import type { CheckResult } from '../../rules/datasetCheck.ts';
import type { LensModels } from '../lensModels.ts';
import type { BaseModels, BaseTokens } from '../baseTokens.ts';
import type { OpenDocument } from './openDocument.ts';

export type Feature = {
  /** What it adds to the server's capabilities. */
  capabilities?: (client: ClientCapabilities) => Partial<ServerCapabilities>;
  /** Registers its handlers; called once, before the connection listens. */
  register: (server: ServerContext) => void;
};

export type ServerContext = {
  connection: Connection;
  /** Open documents by URI. */
  documents: ReadonlyMap<string, OpenDocument>;
  /** Filled when the client has introduced itself. */
  client: ClientFacts;
  /** Base models whose tokens are counted or shown; nothing is loaded before it is asked for. */
  baseModels: BaseModels;
  /** Rows as they are shown with them. */
  lensModels: LensModels;
  /** Set by the features that have what others show. */
  providers: Providers;
  /** A defect of ours must not end the server: it is written to the client's log. */
  report: (error: unknown) => void;
};

export type ClientFacts = {
  capabilities: ClientCapabilities;
  /** Commands of ours that the client can run; only these are put on code lenses and code actions. */
  commands: ReadonlySet<string>;
  /** Paths of the workspace folders. */
  folders: readonly string[];
  /** It shows what a file is. */
  wantsStatus: boolean;
};

type Providers = {
  /** Counts what has no tokens yet, and calls `publish` when there is something new to show. A newer call for the document ends the older. */
  countTokens?: (document: OpenDocument, publish: () => void) => void;
  /** The base model whose tokens are counted, and the name that people know it by. Undefined: none is chosen, or it cannot be used. */
  countedBase?: (document: OpenDocument) => Promise<{ name: string; base: BaseTokens } | undefined>;
  /** Has code lenses asked for again, if this result is another than they tell. */
  renewCodeLenses?: (document: OpenDocument, result: CheckResult) => void;
  /** What the chosen base model makes of a row. Undefined: no model is chosen, or the row cannot be trained on. */
  rowTokens?: (document: OpenDocument, row: number, token: CancellationToken) => Promise<RowTokens | undefined>;
};
