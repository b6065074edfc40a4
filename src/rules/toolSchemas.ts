/** The declared parameters of tools, as checks of arguments. Schemas come with the data, so they are bounded and lose what could hang a check. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';

/** A tool that a row declares. */
export type DeclaredTool = { name: string; parameters?: JsonObject };

/** Both forms: {type: "function", function: {…}}, and the function alone. */
export function declaredTools(tools: readonly JsonValue[]): DeclaredTool[] {
  return tools.flatMap((tool) => {
    const declared = isJsonObject(tool) && isJsonObject(tool['function']) ? tool['function'] : tool;
    if (!isJsonObject(declared) || typeof declared['name'] !== 'string') return [];
    const parameters = declared['parameters'];
    return [{ name: declared['name'], ...(isJsonObject(parameters) ? { parameters } : {}) }];
  });
}

/** `undefined`: the schema cannot be used. */
type Check = ValidateFunction | undefined;

const MAX_SCHEMA_LENGTH = 50_000;
const MAX_DEPTH = 20;
const MAX_KEPT = 200;
/** Rows of a file declare the same tools again and again. */
const kept = new Map<string, Check>();
const compiler = (): Ajv =>
  new Ajv({ strict: false, validateSchema: false, validateFormats: false, logger: false, verbose: true });
let ajv = compiler();

/** What is wrong with arguments; undefined where the schema cannot be used. */
export function argumentErrors(parameters: JsonObject, args: JsonObject): readonly ErrorObject[] | undefined {
  const check = checkOf(parameters);
  if (check === undefined) return undefined;
  try {
    return check(args) ? [] : (check.errors ?? []);
  } catch {
    return undefined; // a schema that refers to itself without end
  }
}

const checks = new WeakMap<JsonObject, { check: Check }>();

function checkOf(parameters: JsonObject): Check {
  let known = checks.get(parameters);
  if (known === undefined) checks.set(parameters, (known = { check: compiled(parameters) }));
  return known.check;
}

function compiled(parameters: JsonObject): Check {
  const key = JSON.stringify(parameters);
  if (key.length > MAX_SCHEMA_LENGTH) return undefined;
  if (kept.has(key)) return kept.get(key);
  if (kept.size >= MAX_KEPT) {
    kept.clear();
    ajv = compiler();
  }
  let check: Check;
  try {
    check = ajv.compile(usable(parameters, 0) as JsonObject);
  } catch {
    check = undefined; // not a schema
  }
  kept.set(key, check);
  return check;
}

/** Python's and other names of types, as tool lists made by programs have them. */
const TYPES: Record<string, string> = {
  float: 'number',
  double: 'number',
  int: 'integer',
  str: 'string',
  text: 'string',
  bool: 'boolean',
  list: 'array',
  tuple: 'array',
  dict: 'object',
};
const KNOWN = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
/** What is checked of a schema. Patterns may take for ever, references may lead anywhere; without them `not` could refuse what is meant. */
const PLAIN = new Set([
  ...['enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems'],
]);

function usable(schema: JsonValue, depth: number): JsonValue {
  if (depth > MAX_DEPTH) return {};
  if (Array.isArray(schema)) return schema.map((item) => usable(item, depth + 1));
  if (!isJsonObject(schema)) return {};
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema))
    if (PLAIN.has(key)) {
      // Old drafts have exclusiveMinimum: true.
      if (key === 'enum' && Array.isArray(value) && schema['nullable'] === true)
        result[key] = [...new Set([...value, null])];
      else if (key === 'const' || typeof value !== 'boolean') result[key] = value;
    } else if (key === 'type') {
      const types = typesOf(value);
      if (types !== undefined) result[key] = schema['nullable'] === true ? [...new Set([types, 'null'].flat())] : types;
    } else if (key === 'properties' && isJsonObject(value))
      result[key] = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, usable(item, depth + 1)]));
    else if (key === 'required') {
      // Some write required: true at a property, which is no JSON Schema.
      if (Array.isArray(value)) result[key] = [...new Set(value.filter((name) => typeof name === 'string'))];
    } else if (key === 'items' || key === 'anyOf' || key === 'allOf') result[key] = usable(value, depth + 1);
    else if (key === 'oneOf') result['anyOf'] ??= usable(value, depth + 1);
  return result;
}

function typesOf(value: JsonValue): string | string[] | undefined {
  const types = (Array.isArray(value) ? value : [value]).map((type) =>
    typeof type === 'string' && Object.hasOwn(TYPES, type.toLowerCase()) ? TYPES[type.toLowerCase()]! : type,
  );
  const known = types.filter((type): type is string => typeof type === 'string' && KNOWN.has(type));
  if (known.length < types.length || known.length === 0) return undefined;
  return known.length === 1 ? known[0] : [...new Set(known)];
}
