/** Which rules are checked, and how severe their problems are: the rules' own words, changed by the user's settings. */
import { errors } from '../common/errors.ts';
import { closest } from '../common/spelling.ts';
import type { Severity } from '../dataset/problem.ts';
import { compileBrief, type CompiledBrief } from '../dataset/brief/compiled.ts';
import type { BriefFile } from '../dataset/brief/find.ts';
import type { Finding, Rule } from './rule.ts';
import { RULES } from './rules.ts';

export const RULE_LEVELS = ['off', 'information', 'warning', 'error'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

export type RuleSettings = {
  /** Code of a rule -> what its problems are; a rule that is not named keeps its own severity. */
  rules?: Readonly<Record<string, RuleLevel>>;
  /** Trainers that the file is meant for: their rules are checked too. */
  targets?: readonly string[];
  /** What was decided before the rows were written: they are checked against it. */
  brief?: BriefFile;
};

export type ActiveRules = {
  row: readonly (Rule & Required<Pick<Rule, 'row'>>)[];
  file: readonly (Rule & Required<Pick<Rule, 'file'>>)[];
  tokens: readonly (Rule & Required<Pick<Rule, 'tokens'>>)[];
  /** The brief, made ready; undefined also for one that cannot be used. */
  brief: CompiledBrief | undefined;
  briefFile: BriefFile | undefined;
  severityOf: (code: string, finding: Pick<Finding, 'severity' | 'refusedBy'>) => Severity;
};

const DEFAULTS = new Map(RULES.map(({ code, severity }) => [code, severity]));

export function activeRules({ rules = {}, targets = [], brief }: RuleSettings): ActiveRules {
  const level = (code: string): RuleLevel | undefined => (Object.hasOwn(rules, code) ? rules[code] : undefined);
  const active = RULES.filter(
    (rule) =>
      level(rule.code) !== 'off' &&
      (rule.target === undefined || targets.includes(rule.target)) &&
      (rule.brief === undefined || brief !== undefined),
  );
  return {
    row: active.filter((rule): rule is ActiveRules['row'][number] => rule.row !== undefined),
    file: active.filter((rule): rule is ActiveRules['file'][number] => rule.file !== undefined),
    tokens: active.filter((rule): rule is ActiveRules['tokens'][number] => rule.tokens !== undefined),
    brief: brief?.brief === undefined ? undefined : compileBrief(brief.brief),
    briefFile: brief,
    severityOf: (code, { severity, refusedBy }) => {
      const own = refusedBy?.some((target) => targets.includes(target)) === true ? 'error' : severity;
      const set = level(code);
      return set === undefined || set === 'off' ? (own ?? DEFAULTS.get(code) ?? 'error') : set;
    },
  };
}

const MAX_MEANT = 5;

/** Throws UserError `usage` for a code that no rule has, with those that may be meant. */
export function requireRule(code: string): void {
  if (DEFAULTS.has(code)) return;
  const codes = [...DEFAULTS.keys()];
  const slip = closest(code, codes);
  const meant = slip !== undefined ? [slip] : codes.filter((known) => code !== '' && known.includes(code));
  throw errors.usage(
    `There is no rule "${code}".`,
    meant.length === 0
      ? 'Each line that "tunewright check" prints names the code of its rule.'
      : `Did you mean ${meant
          .slice(0, MAX_MEANT)
          .map((known) => `"${known}"`)
          .join(' or ')}?`,
  );
}

/** `--rules CODE=LEVEL,…`. Throws UserError `usage`. */
export function parseRuleLevels(text: string): Record<string, RuleLevel> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [code = '', name] = pair.split('=').map((part) => part.trim());
      const level = RULE_LEVELS.find((known) => known === name);
      requireRule(code);
      if (level === undefined)
        throw errors.usage(
          `"${pair.trim()}" sets no level for a rule.`,
          `Write ${code}=LEVEL with ${RULE_LEVELS.join(', ')}.`,
        );
      return [code, level];
    }),
  );
}
