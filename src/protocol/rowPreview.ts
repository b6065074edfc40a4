/**
 * The wire between the extension and the row preview. The page says `ready` (again after every reload) and gets a `snapshot`; what the
 * lens says of the row follows when it is worked out. The page owns nothing but texts that are not written into the row yet.
 */
import type { LensView, PathKey, RowView } from '../language/previewTypes.ts';

export type {
  BlockView,
  LensView,
  MessageView,
  ProblemView,
  RowView,
  SectionView,
  TextLens,
  TextView,
} from '../language/previewTypes.ts';

export const ROW_PREVIEW_PROTOCOL_VERSION = 2;

/** The lens over the row that is shown; why there is none. */
export type PreviewLens = { kind: 'lens'; lens: LensView } | { kind: 'none'; reason: string } | { kind: 'waiting' };

export type PreviewView = {
  /** The document's address, and the name that people know it by. */
  uri: string;
  name: string;
  row: RowView;
};

export type ToRowPreview =
  /** What was not written into the rows when the panel was closed; before the first snapshot. */
  | { type: 'drafts'; drafts: Draft[] }
  /** `view`: null when there is no row to show, with the reason. */
  | { type: 'snapshot'; version: number; view: PreviewView | null; lens: PreviewLens; reason: string }
  | { type: 'lens'; uri: string; row: number; version: number; lens: PreviewLens }
  /** What became of the edit of this number. */
  | { type: 'edited'; id: number; problem: string | null };

export type PreviewEdit =
  | { kind: 'text'; key: PathKey; text: string }
  | { kind: 'boolean'; key: PathKey; value: boolean }
  /** Before the item that is at `index` now. */
  | { kind: 'add'; list: PathKey; index: number; role: string }
  | { kind: 'remove'; key: PathKey };

export type FromRowPreview =
  | { type: 'ready'; version: number }
  | { type: 'step'; to: 'next' | 'previous' | 'problem' }
  | { type: 'goTo'; row: number }
  /** Shows a place of the document in its editor; from 0. */
  | { type: 'reveal'; line: number; column: number }
  /** Of the row as the snapshot of this version had it. */
  | { type: 'edit'; id: number; uri: string; row: number; documentVersion: number; edit: PreviewEdit }
  /** All of the row, however long. */
  | { type: 'showAll' }
  /** In the document: its last change, whoever made it. */
  | { type: 'undo' | 'redo' }
  /** All of them, after every change: the page is thrown away with its panel. */
  | { type: 'drafts'; drafts: Draft[] };

/** A text that is not written into its row yet, and the row's text that it was made from. */
export type Draft = { uri: string; row: number; key: PathKey; base: string; text: string };

/** What the page leaves for its own reload and for a restored window. */
export type RowPreviewState = { uri: string; row: number; drafts: Draft[] };
