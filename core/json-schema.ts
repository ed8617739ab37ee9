/** The part of JSON Schema (draft 7) that the suite's own schemas are written in. */
export interface Schema {
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What stands for the value where it is missing: of a field that came later than the first version. */
  readonly default?: unknown;
}

/** What a value has against its schema: where, as `runs[0].seed`, and what. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  readonly path: string;

  constructor(path: string, what: string) {
    super(path === "" ? what : `${path}: ${what}`);
    this.path = path;
  }
}

/** How strictly a value is held to its schema. */
export interface Strictness {
  /** Fields that the schema does not know: those of a later version are let pass. */
  readonly unknown: "refused" | "ignored";
}

/**
 * A copy of a JSON value as its schema has it, missing fields filled in where the schema has a default for them.
 *
 * @throws SchemaError at the first thing that is not as the schema has it.
 */
export function conform(root: Schema, value: unknown, strictness: Strictness): unknown {
  return new Reader(root, strictness).read(root, value, "");
}

class Reader {
  private readonly root: Schema;
  private readonly strictness: Strictness;

  constructor(root: Schema, strictness: Strictness) {
    this.root = root;
    this.strictness = strictness;
  }

  read(schema: Schema, value: unknown, path: string): unknown {
    if (schema.$ref !== undefined) return this.read(this.definition(schema.$ref), value, path);
    if (schema.anyOf !== undefined) return this.any(schema.anyOf, value, path);
    const types = schema.type === undefined ? [] : [schema.type].flat();
    if (types.length > 0 && !types.some((type) => isOf(type, value)))
      throw new SchemaError(path, `takes ${types.map((type) => TYPE_WORDS[type] ?? type).join(" or ")}, not ${shown(value)}`);
    if (schema.const !== undefined && value !== schema.const)
      throw new SchemaError(path, `takes ${shown(schema.const)}, not ${shown(value)}`);
    if (schema.enum?.includes(value) === false)
      throw new SchemaError(path, `takes ${schema.enum.map(shown).join(", ")}, not ${shown(value)}`);
    if (typeof value === "string") checkText(schema, value, path);
    if (typeof value === "number") checkNumber(schema, value, path);
    if (Array.isArray(value)) return this.list(schema, value, path);
    return isObject(value) ? this.object(schema, value, path) : value;
  }

  private definition(reference: string): Schema {
    return this.root.definitions?.[reference.replace("#/definitions/", "")] as Schema;
  }

  /** The last is the one that tells what is wrong: `null` comes first in the suite's schemas. */
  private any(schemas: readonly Schema[], value: unknown, path: string): unknown {
    let last: unknown;
    for (const schema of schemas) {
      try {
        return this.read(schema, value, path);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  private list(
    { items, minItems = 0, maxItems = Infinity, uniqueItems }: Schema,
    value: readonly unknown[],
    path: string,
  ): unknown[] {
    if (value.length < minItems) throw new SchemaError(path, `takes ${minItems} or more entries`);
    if (value.length > maxItems) throw new SchemaError(path, `takes ${maxItems} entries at most`);
    if (uniqueItems === true && new Set(value).size < value.length) throw new SchemaError(path, "holds an entry twice");
    return value.map((item, k) => (items === undefined ? item : this.read(items, item, `${path}[${k}]`)));
  }

  private object(schema: Schema, value: Readonly<Record<string, unknown>>, path: string): unknown {
    const { properties = {}, required = [], additionalProperties: others = true } = schema;
    const at = (name: string): string => {
      const step = /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
      return `${path}${step}`.replace(/^\./, "");
    };
    const read: [string, unknown][] = [];
    for (const [name, field] of Object.entries(value)) {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (known !== undefined) read.push([name, this.read(known, field, at(name))]);
      else if (typeof others === "object") read.push([name, this.read(others, field, at(name))]);
      else if (others) read.push([name, field]);
      else if (this.strictness.unknown === "refused")
        throw new SchemaError(at(name), `there is no such field; known are ${Object.keys(properties).join(", ")}`);
    }
    for (const name of required) {
      if (Object.hasOwn(value, name)) continue;
      const field = properties[name];
      if (field === undefined || !Object.hasOwn(field, "default")) throw new SchemaError(at(name), "is missing");
      read.push([name, field.default]);
    }
    // Entries, since a name may be __proto__.
    return Object.fromEntries(read);
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      // JSON may hold 1e999.
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkText({ minLength = 0, pattern }: Schema, value: string, path: string): void {
  if (value.length < minLength) throw new SchemaError(path, "is empty");
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value))
    throw new SchemaError(path, `${shown(value)} is not of the form ${pattern}`);
}

function checkNumber({ minimum = -Infinity, maximum = Infinity }: Schema, value: number, path: string): void {
  if (!(value >= minimum && value <= maximum)) throw new SchemaError(path, `takes ${minimum} to ${maximum}, not ${value}`);
}

/** A value, short and in one line. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
