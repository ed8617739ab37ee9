import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const schema = JSON.parse(read("feed.schema.json")) as { readonly definitions: Readonly<Record<string, Definition>> };

describe("feed.schema.json", () => {
  const interfaces = [...read("feed.ts").matchAll(/export interface (\w+) \{\n(.*?)\n\}/gs)].map(([, name, body]) => ({
    name: name as string,
    fields: [...(body as string).matchAll(/^ {2}readonly (\w+):/gm)].map(([, field]) => field as string),
  }));

  it("knows the events that there are", () => {
    expect(interfaces.map(({ name }) => name)).toEqual(Object.keys(schema.definitions));
  });

  it.each(interfaces)("requires the fields of $name, and knows no others", ({ name, fields }) => {
    expect(schema.definitions[name]?.required).toEqual(fields);
    expect(Object.keys(schema.definitions[name]?.properties ?? {})).toEqual(fields);
  });
});
