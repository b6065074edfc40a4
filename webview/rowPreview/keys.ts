/** Keys that the preview takes for the document. */

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** Ctrl+Z and Ctrl+Shift+Z, with Cmd on a Mac; Ctrl+Y. */
export function undoKey({ key, altKey, ctrlKey, metaKey, shiftKey }: Key): 'undo' | 'redo' | undefined {
  if (altKey || ctrlKey === metaKey) return undefined;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' && ctrlKey && !shiftKey ? 'redo' : undefined;
}
