import type { Schema } from "../core/json-schema.ts";

/** A schema with the words that it has for readers. */
export interface DescribedSchema extends Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, DescribedSchema>>;
  readonly definitions?: Readonly<Record<string, DescribedSchema>>;
}

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** What a value may be, in words: a definition is a link to its heading. */
function typeOf(schema: Schema): string {
  const {
    $ref,
    anyOf,
    const: only,
    enum: values,
    type,
    items,
    additionalProperties,
    minimum,
    maximum,
    pattern,
    minItems,
    maxItems,
  } = schema;
  if ($ref !== undefined) {
    const name = $ref.slice("#/definitions/".length);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (anyOf !== undefined) return anyOf.map(typeOf).join(" or ");
  if (only !== undefined) return code(only);
  if (values !== undefined) return values.map(code).join(" or ");
  const range = [minimum !== undefined && `from ${minimum}`, maximum !== undefined && `to ${maximum}`].filter(Boolean).join(" ");
  const least = maxItems === undefined ? `${minItems} or more` : `${minItems ?? 0} to ${maxItems}`;
  const count = minItems === maxItems ? minItems : least;
  const names = [type ?? "anything"].flat().map((name) => {
    if (name === "array")
      return `list${count === undefined ? "" : ` (${count})`} of ${items === undefined ? "anything" : typeOf(items)}`;
    if (name === "object" && typeof additionalProperties === "object")
      return `object: each field ${typeOf(additionalProperties)}`;
    if (name === "string" && pattern !== undefined) return `string like ${code(pattern).replaceAll("|", "\\|")}`;
    return /^(integer|number)$/.test(name) && range !== "" ? `${name} ${range}` : name;
  });
  return names.join(" or ");
}

/** One line for each field: its name, what it may be, and what is said of it. */
function rowOf(name: string, schema: DescribedSchema): string {
  const missing = schema.default === undefined ? "" : `Missing in earlier records: ${code(schema.default)}.`;
  return `| \`${name}\` | ${typeOf(schema)} | ${[schema.description, missing].filter(Boolean).join(" ")} |`;
}

/** A schema's definitions as Markdown: a heading and a table of fields for each object, a line for what is none. */
export function schemaAsMarkdown(schema: DescribedSchema): string {
  const sections = Object.entries(schema.definitions ?? {}).map(([name, definition]) => {
    const { description, properties } = definition;
    const lead = description ?? "";
    if (properties === undefined) return `## ${name}\n\n${[lead, typeOf(definition)].filter(Boolean).join(" ")}.`;
    const rows = Object.entries(properties).map(([field, value]) => rowOf(field, value));
    return [
      `## ${name}\n`,
      ...(lead === "" ? [] : [`${lead}\n`]),
      "| field | value | what it holds |",
      "| --- | --- | --- |",
      ...rows,
    ].join("\n");
  });
  return sections.join("\n\n");
}
