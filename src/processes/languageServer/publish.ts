/** Diagnostics of the documents that have changed, sent when the edits that came together are in. */
import type { ServerContext } from './feature.ts';
import { readBrief } from '../../dataset/brief/read.ts';
import { STATUS, type StatusParams } from '../../protocol/languageServer.ts';
import type { CheckResult } from '../../rules/datasetCheck.ts';
import type { OpenDocument } from './openDocument.ts';
import { createLaterWork, SLICE_MS } from './laterWork.ts';
import { briefDiagnostics, diagnosticsOf, noteDiagnostics, MAX_DIAGNOSTICS } from './diagnostics.ts';

export type Publisher = {
  publishSoon: (uri: string) => void;
  /** Of a brief, what the editor's JSON schema cannot say. */
  publishBrief: (uri: string, version: number, text: string) => void;
  clear: (uri: string) => void;
};

export function createPublisher({ connection, documents, client, providers, report }: ServerContext): Publisher {
  /** Documents whose diagnostics are out of date. */
  const waiting = new Set<string>();
  const send = (diagnostics: Parameters<typeof connection.sendDiagnostics>[0]): void => {
    connection.sendDiagnostics(diagnostics).catch(report);
  };
  const show = (document: OpenDocument): void => {
    const { uri, version, isOwnLanguage } = document;
    // It may have been closed while its tokens were counted.
    if (documents.get(uri) !== document) return;
    try {
      if (document.isSmall) document.work(Infinity);
      const result = document.result({ limit: MAX_DIAGNOSTICS });
      const isShown = isOwnLanguage || result.format !== 'unknown';
      send({ uri, version, diagnostics: isShown ? diagnosticsOf(result, uri) : [] });
      if (client.wantsStatus) connection.sendNotification(STATUS, statusOf(document, result, isShown)).catch(report);
      providers.renewCodeLenses?.(document, result);
    } catch (error) {
      report(error);
    }
  };
  const later = createLaterWork();
  const work = (document: OpenDocument): 'more' | 'done' => {
    if (documents.get(document.uri) !== document || waiting.has(document.uri)) return 'done';
    try {
      if (document.work(SLICE_MS)) return 'more';
    } catch (error) {
      report(error);
      return 'done';
    }
    show(document);
    return 'done';
  };
  const publish = (): void => {
    const uris = [...waiting];
    waiting.clear();
    for (const uri of uris) {
      const document = documents.get(uri);
      if (document === undefined) continue;
      show(document);
      providers.countTokens?.(document, () => show(document));
      if (!document.isChecked) later.start(uri, () => work(document));
    }
  };
  return {
    publishSoon: (uri) => {
      if (waiting.size === 0) setImmediate(publish);
      waiting.add(uri);
    },
    publishBrief: (uri, version, text) => {
      const reading = readBrief(text);
      const notes = reading.brief === undefined ? [] : (reading.notes ?? []);
      send({
        uri,
        version,
        diagnostics: [
          ...briefDiagnostics(reading.problems.filter(({ isMeaning }) => isMeaning)),
          ...noteDiagnostics(notes),
        ],
      });
    },
    clear: (uri) => {
      waiting.delete(uri);
      later.stop(uri);
      send({ uri, diagnostics: [] });
    },
  };
}

function statusOf(
  { uri, version }: OpenDocument,
  { format, nRows, counts, suggestedColumns }: CheckResult,
  isShown: boolean,
): StatusParams {
  return {
    uri,
    version,
    format,
    nRows,
    nErrors: counts.errors,
    nWarnings: counts.warnings,
    nNotes: counts.information,
    isShown,
    ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
  };
}
