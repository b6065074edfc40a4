/** Which rules are checked, and how severe their problems are: the rules' own words, changed by the user's settings. */
import type { Severity } from '../dataset/problem.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';

export const RULE_LEVELS = ['off', 'information', 'warning', 'error'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

export type RuleSettings = {
  /** Code of a rule -> what its problems are; a rule that is not named keeps its own severity. */
  rules?: Readonly<Record<string, RuleLevel>>;
  /** Trainers that the file is meant for: their rules are checked too. */
  targets?: readonly string[];
};

export type ActiveRules = {
  row: readonly (Rule & Required<Pick<Rule, 'row'>>)[];
  file: readonly (Rule & Required<Pick<Rule, 'file'>>)[];
  /** `own`: what the finding itself says. */
  severityOf: (code: string, own?: Severity) => Severity;
};

const DEFAULTS = new Map(RULES.map(({ code, severity }) => [code, severity]));

export function activeRules({ rules = {}, targets = [] }: RuleSettings): ActiveRules {
  const level = (code: string): RuleLevel | undefined => (Object.hasOwn(rules, code) ? rules[code] : undefined);
  const active = RULES.filter(
    ({ code, target }) => level(code) !== 'off' && (target === undefined || targets.includes(target)),
  );
  return {
    row: active.filter((rule): rule is ActiveRules['row'][number] => rule.row !== undefined),
    file: active.filter((rule): rule is ActiveRules['file'][number] => rule.file !== undefined),
    severityOf: (code, own) => {
      const set = level(code);
      return set === undefined || set === 'off' ? (own ?? DEFAULTS.get(code) ?? 'error') : set;
    },
  };
}
