import { expect, test } from 'vitest';
import { printable, printableLine } from './printable.ts';

test('control characters are shown, all else stays', () => {
  expect(printable('a\u001b]0;x\u0007\u009b2J\r\n\té😀')).toBe('a\\x1b]0;x\\x07\\x9b2J\\x0d\n\té😀');
  expect(printableLine('a\nb\tc')).toBe('a\\x0ab\\x09c');
});
