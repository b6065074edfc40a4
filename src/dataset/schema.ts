/** The formats' JSON schemas (schemas/<id>.json), compiled once each when first needed, and what they say in plain terms. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isJsonObject, type JsonObject } from '../common/json.ts';
import type { Path } from './columns.ts';
import type { FormatId } from './formats.ts';
import { closest } from '../common/spelling.ts';
import alpaca from './schemas/alpaca.json' with { type: 'json' };
import chat from './schemas/chat.json' with { type: 'json' };
import completion from './schemas/completion.json' with { type: 'json' };
import kto from './schemas/kto.json' with { type: 'json' };
import preference from './schemas/preference.json' with { type: 'json' };
import sharegpt from './schemas/sharegpt.json' with { type: 'json' };
import text from './schemas/text.json' with { type: 'json' };

const SCHEMAS: Record<FormatId, object> = { alpaca, chat, sharegpt, completion, text, preference, kto };

/** The JSON schema of a format's rows, as other tools read it. */
export const formatSchema = (format: FormatId): object => SCHEMAS[format];

/** A row against its schema: what is missing, or has another type than it should. */
export type SchemaError =
  | { kind: 'missing'; path: Path; field: string }
  /** `types`: JSON schema's names of what may stand there; none where not the type is at fault. */
  | { kind: 'type'; path: Path; expected: string; types: readonly string[] };

type Compiler = { ajv: Ajv; compiled: Map<FormatId, ValidateFunction> };
const compiler = (allErrors: boolean): Compiler => ({
  ajv: new Ajv({ allErrors, allowUnionTypes: true }),
  compiled: new Map(),
});
const FIRST_ERROR = compiler(false);
const ALL_ERRORS = compiler(true);

/** Collecting all errors takes ajv time that grows with the square of a list's length: of longer lists we name the first. */
const MAX_ITEMS = 1000;

/** The errors of a row's fields; none for a good row. Of a row with a very long list only the first. */
export function schemaErrors(format: FormatId, fields: JsonObject): SchemaError[] {
  if (validator(FIRST_ERROR, format)(fields)) return [];
  const isLong = Object.values(fields).some((value) => Array.isArray(value) && value.length > MAX_ITEMS);
  const validate = validator(isLong ? FIRST_ERROR : ALL_ERRORS, format);
  validate(fields);
  return plain(validate.errors ?? [], fields);
}

function validator({ ajv, compiled }: Compiler, format: FormatId): ValidateFunction {
  let validate = compiled.get(format);
  if (validate === undefined) compiled.set(format, (validate = ajv.compile(SCHEMAS[format])));
  return validate;
}

/** ajv reports each branch of a failed anyOf: the branch that lacks least is what was meant. */
function plain(found: ErrorObject[], fields: JsonObject): SchemaError[] {
  const branches = new Map<string, Map<string, SchemaError[]>>();
  const result: SchemaError[] = [];
  for (const error of found) {
    if (error.keyword === 'anyOf') continue;
    const path = pathOf(error.instancePath, fields);
    const branch = /^(.*\/anyOf)\/(\d+)\/required$/.exec(error.schemaPath);
    const item: SchemaError =
      error.keyword === 'required'
        ? { kind: 'missing', path, field: String((error.params as { missingProperty: unknown }).missingProperty) }
        : { kind: 'type', path, expected: expectation(error), types: typesOf(error) };
    if (branch === null) {
      result.push(item);
      continue;
    }
    const group = `${error.instancePath} ${branch[1]!}`;
    const options = branches.get(group) ?? new Map<string, SchemaError[]>();
    branches.set(group, options);
    options.set(branch[2]!, [...(options.get(branch[2]!) ?? []), item]);
  }
  for (const options of branches.values())
    result.push(...[...options.values()].reduce((least, next) => (next.length < least.length ? next : least)));
  return result;
}

const typesOf = ({ keyword, params }: ErrorObject): string[] =>
  keyword === 'type' ? [(params as { type: string | string[] }).type].flat() : [];

function expectation(error: ErrorObject): string {
  const params = error.params as { type?: string | string[]; limit?: number };
  if (error.keyword === 'minItems')
    return `a list of at least ${params.limit ?? 1} item${params.limit === 1 ? '' : 's'}`;
  if (error.keyword === 'maxItems') return `a list of at most ${params.limit ?? 0} items`;
  const types = [params.type ?? []].flat().filter((type) => type !== 'null');
  return types.map((type) => TYPE_WORDS[type] ?? type).join(' or ') || (error.message ?? 'another value');
}

const TYPE_WORDS: Record<string, string> = {
  string: 'a string',
  array: 'a list',
  object: 'an object',
  number: 'a number',
  boolean: 'true or false',
};

/** A JSON pointer as steps; a list's steps become numbers. */
function pathOf(pointer: string, fields: JsonObject): Path {
  let at: unknown = fields;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(at) ? Number(key) : key;
      at = Array.isArray(at) ? (at[Number(key)] as unknown) : isJsonObject(at) ? at[key] : undefined;
      return step;
    });
}

/** The part of a schema that we read ourselves. */
export type Shape = {
  description?: string;
  type?: string | string[];
  properties?: Record<string, Shape>;
  items?: Shape;
  required?: string[];
  anyOf?: { required?: string[] }[];
  $ref?: string;
  definitions?: Record<string, Shape>;
};

const shapeOf = (format: FormatId): Shape => SCHEMAS[format];

/** The format's own fields, top level. */
export const knownFields = (format: FormatId): string[] => Object.keys(shapeOf(format).properties ?? {});

/** Fields that a row of the format must have (of its first form, where there are several). */
export function requiredFields(format: FormatId): string[] {
  const shape = shapeOf(format);
  return shape.required ?? shape.anyOf?.[0]?.required ?? [];
}

/** What may stand at a path of a row's fields; undefined where the format says nothing of it. */
export function shapeAt(format: FormatId, path: Path): Shape | undefined {
  const root = shapeOf(format);
  let shape: Shape | undefined = root;
  for (const step of path) {
    if (typeof step === 'number') shape = shape?.items;
    else
      shape =
        shape?.properties !== undefined && Object.hasOwn(shape.properties, step) ? shape.properties[step] : undefined;
    if (shape?.$ref !== undefined) shape = root.definitions?.[shape.$ref.replace('#/definitions/', '')];
  }
  return shape;
}

/** The fields of the object at `path`, in the schema's order, with the JSON types each may have. */
export function fieldsAt(format: FormatId, path: Path): ReadonlyMap<string, readonly string[]> {
  const fields = Object.entries(shapeAt(format, path)?.properties ?? {});
  return new Map(fields.map(([key, field]) => [key, [field.type ?? []].flat()]));
}

/** `meant`: the format's field that the name is a slip of. */
export type UnknownField = { path: Path; label: string; meant?: string };

/** Fields that the format does not have, at any depth; `label` is the path without list positions, such as messages[].extra. */
export function unknownFields(format: FormatId, fields: JsonObject): UnknownField[] {
  const root = shapeOf(format);
  const found: UnknownField[] = [];
  const visit = (value: unknown, given: Shape | undefined, path: Path, label: string): void => {
    const shape = given?.$ref === undefined ? given : root.definitions?.[given.$ref.replace('#/definitions/', '')];
    if (shape === undefined) return;
    if (Array.isArray(value)) {
      if (shape.items !== undefined)
        for (const [i, item] of value.entries()) visit(item, shape.items, [...path, i], `${label}[]`);
    } else if (isJsonObject(value) && shape.properties !== undefined) {
      for (const key of Object.keys(value)) {
        const name = label === '' ? key : `${label}.${key}`;
        if (Object.hasOwn(shape.properties, key)) visit(value[key], shape.properties[key], [...path, key], name);
        else {
          const meant = closest(key, Object.keys(shape.properties));
          found.push({ path: [...path, key], label: name, ...(meant === undefined ? {} : { meant }) });
        }
      }
    }
  };
  visit(fields, root, [], '');
  return found;
}
