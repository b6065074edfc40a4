/** secret: keys and tokens that give access to something. */
import { matchesIn, stringsOf } from './rowTexts.ts';
import type { Rule } from './rule.ts';

/** What each kind looks like, as its issuer documents it or as scanners of repositories know it. */
const KINDS: readonly [what: string, pattern: RegExp][] = [
  ['an AWS access key', /(?<![\w-])(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ['a GitHub token', /(?<![\w-])(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{60,251})\b/g],
  ['a GitLab token', /(?<![\w-])glpat-[A-Za-z0-9_-]{20,}/g],
  ['an Anthropic key', /(?<![\w-])sk-ant-[A-Za-z0-9_-]{24,}/g],
  ['an OpenAI key', /(?<![\w-])sk-(?!ant-)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,}/g],
  ['a Slack token', /(?<![\w-])xox[abeoprs]-[A-Za-z0-9-]{20,}/g],
  ['a Google API key', /(?<![\w-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g],
  ['a Hugging Face token', /(?<![\w-])hf_[A-Za-z0-9]{34,}\b/g],
  ['a Stripe key', /(?<![\w-])[rs]k_live_[A-Za-z0-9]{20,}\b/g],
  ['an npm token', /(?<![\w-])npm_[A-Za-z0-9]{36}\b/g],
  ['a JSON Web Token', /(?<![\w-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?=\s*[A-Za-z0-9+/=:\s-]{40})/g],
];

/** Every key is a long word; hardly any row has one, and they are found without looking at each character. */
const MIN_LENGTH = 20;

function mayHaveKey(text: string): boolean {
  let wordStart = 0;
  for (let probe = MIN_LENGTH - 1; probe < text.length; probe = wordStart + MIN_LENGTH - 1) {
    let at = probe;
    while (at >= wordStart && isWordUnit(text.charCodeAt(at))) at--;
    if (at < wordStart) return true;
    wordStart = at + 1;
  }
  return text.includes('PRIVATE KEY');
}

/** A letter, a digit, - or _. */
const isWordUnit = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0x30 && unit <= 0x39) ||
  unit === 0x5f ||
  unit === 0x2d;

const HINT = /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|\bsk-|xox[abeoprs]-|AIza|\bhf_|k_live_|npm_|eyJ|PRIVATE KEY/;

export const secret: Rule = {
  code: 'secret',
  severity: 'warning',
  title: 'A key or token',
  consequence:
    'Models repeat what they were trained on: whoever talks to the tuned model, or reads the file, may get the key.',
  fix: 'Revoke the key where it was issued, and write an invented one, or a placeholder, in its place.',
  bad: `{"instruction": "How do I log in?", "output": "Set the token hf_${'aB3dE5gH7j'.repeat(3)}kLmN first."}\n`,
  good: '{"instruction": "How do I log in?", "output": "Set the token HF_TOKEN first."}\n',
  source: 'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
  row: (context) => {
    const { fields, row } = context;
    if (fields === undefined || !mayHaveKey(row.text) || !HINT.test(row.text)) return [];
    return stringsOf(fields).flatMap((string) =>
      KINDS.flatMap(([what, pattern]) =>
        matchesIn(context, string, pattern, ([found]) =>
          isInvented(found)
            ? undefined
            : {
                message: `This looks like ${what} (${found.slice(0, 6)}…): a tuned model may repeat it to anybody. Revoke it, and write an invented one instead.`,
              },
        ),
      ),
    );
  },
};

const INVENTED = /example|x{6}|your|dummy|fake|1234567890|abcdefghij|j(?:ohn|ane) ?doe/i;

/** Keys of documentation and of people who mask theirs: a word that says so, or hardly any different characters. */
function isInvented(found: string): boolean {
  if (found.startsWith('-----')) return false;
  if (INVENTED.test(found)) return true;
  // The claims of a token say whose it is.
  const [, claims = ''] = found.startsWith('eyJ') ? found.split('.') : [];
  if (INVENTED.test(Buffer.from(claims, 'base64url').toString('latin1'))) return true;
  return new Set(found.slice(4)).size < 10 || !/\d/.test(found);
}
