import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const schema = JSON.parse(read("proof.schema.json")) as Definition & {
  readonly definitions: Readonly<Record<string, Definition>>;
};

describe("proof.schema.json", () => {
  const interfaces = [...read("proof.ts").matchAll(/export interface (\w+) \{\n(.*?)\n\}/gs)].map(([, name, body]) => ({
    name: name as string,
    fields: [...(body as string).matchAll(/^ {2}readonly (\w+):/gm)].map(([, field]) => field as string),
  }));

  it.each(interfaces)("requires the fields of $name, and knows no others", ({ name, fields }) => {
    const definition = name === "ProofRecord" ? schema : schema.definitions[name];
    expect([...(definition?.required ?? [])].sort()).toEqual([...fields].sort());
    expect(Object.keys(definition?.properties ?? {}).sort()).toEqual([...fields].sort());
  });
});
