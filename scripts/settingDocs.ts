/** The typed settings that follow from tables in the sources: `tunewright.rules` and `tunewright.targets` in package.json. */
import { RULES } from '../src/rules/rules.ts';
import { RULE_LEVELS } from '../src/rules/ruleSettings.ts';
import { TARGETS } from '../src/targets/targets.ts';

/** Name -> what package.json has of it. */
export function derivedSettings(): Record<string, object> {
  return {
    'tunewright.rules': {
      type: 'object',
      default: {},
      scope: 'resource',
      order: 3,
      additionalProperties: false,
      properties: Object.fromEntries(
        RULES.map(({ code, severity, title }) => [
          code,
          { type: 'string', enum: RULE_LEVELS, description: `${title}. Without a setting: ${severity}.` },
        ]),
      ),
      markdownDescription:
        'How severe the problems of a rule are, or `off`, such as `{"whitespace-edge": "off"}`. Rules that are not named keep their own severity.',
    },
    'tunewright.targets': {
      type: 'array',
      default: [],
      scope: 'resource',
      order: 4,
      uniqueItems: true,
      items: {
        type: 'string',
        enum: TARGETS.map(({ id }) => id),
        enumDescriptions: TARGETS.map(({ name }) => name),
      },
      markdownDescription:
        'Trainers and services that datasets are meant for: what each refuses, ignores or skips is checked too.',
    },
  };
}
