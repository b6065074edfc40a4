/** The JSON schema of a brief (*.brief.json), derived from the list of its fields. */
import type { JsonObject } from '../../common/json.ts';
import { BRIEF_FIELDS, type BriefField, type BriefFields } from './fields.ts';

/** Draft-07, the version that editors know best. */
export function briefSchema(): JsonObject {
  const { properties, ...shape } = objectSchema(BRIEF_FIELDS);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Tunewright brief',
    description: 'What an instruction dataset is for: tasks, tone, and what is unacceptable.',
    ...shape,
    properties: { $schema: { type: 'string' }, ...properties },
  };
}

function objectSchema(fields: BriefFields): { properties: JsonObject } & JsonObject {
  const required = Object.keys(fields).filter((name) => fields[name]!.required === true);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
  };
}

function fieldSchema(field: BriefField): JsonObject {
  const description = field.doc;
  switch (field.type) {
    case 'text':
      return { description, ...textSchema(field.maxLength) };
    case 'choice':
      return { description, type: 'string', enum: [...field.choices] };
    case 'integer':
    case 'number':
      return { description, type: field.type, minimum: field.minimum, maximum: field.maximum };
    case 'texts':
      return { description, type: 'array', maxItems: field.maxItems, items: textSchema(field.maxLength) };
    case 'object':
      return { description, ...objectSchema(field.fields) };
    case 'list':
      return { description, type: 'array', maxItems: field.maxItems, items: objectSchema(field.fields) };
  }
}

/** Not empty: there is something besides white space. */
const textSchema = (maxLength: number): JsonObject => ({
  type: 'string',
  maxLength,
  pattern: '\\S',
});
