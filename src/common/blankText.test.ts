import { expect, test } from 'vitest';
import { isBlankText } from './blankText.ts';

test.each(['', ' \n', '\u200b', ' \u200b\u200d\u2060\n', '\ufeff', '\u00ad', '\u3164', '\u200e\u200f', '\u{e0020}'])(
  '%j shows nothing',
  (text) => {
    expect(isBlankText(text)).toBe(true);
  },
);

test.each(['a', '\u200ba', '.', '\u{1f469}\u200d\u{1f4bb}', '\u200d\u2640', 'می\u200c'])(
  '%j shows something',
  (text) => {
    expect(isBlankText(text)).toBe(false);
  },
);
