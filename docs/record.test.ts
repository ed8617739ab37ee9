import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type DescribedSchema, schemaAsMarkdown } from "./schema.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const schema = JSON.parse(read("../core/record.schema.json")) as DescribedSchema;

const INTRODUCTION = `# The record

The one result of a run, from which every report is made: \`nllgrad check --json\` prints it, \`--report DIR\` leaves it as \`record.json\`, and \`report.html\` carries it.
\`nllgrad compare\`, \`nllgrad diff\` and \`--baseline\` read it back. [core/record.schema.json](../core/record.schema.json) is its schema, in the package
\`nlllossgrad-conformance/record.schema.json\`; this page is written from it.

    nllgrad check ./libkernel.so --json > record.json
    jq -r '.runs[] | "\\(.target) \\(.platform) \\(.verdict)"' record.json
    jq -r '.runs[].violations[] | "\\(.id)  \\(.token)"' record.json

At the top stand \`schema\`, always \`"nllgrad.record/1"\`, \`suite\`, the version that wrote it, and \`runs\`: a list of [Run](#run), one for each target and platform. All fields are there in every
record. One that came later than the first version says what earlier records are read with. Numbers are exact; elements of tensors are bits, in hexadecimal digits.

\`seconds\` and \`speed\` are measured, and so other ones in each run.

Other files have schemas of their own, beside it: campaigns ([core/campaign.schema.json](../core/campaign.schema.json)), their feed of events ([core/feed.schema.json](../core/feed.schema.json)),
waivers ([core/waivers.schema.json](../core/waivers.schema.json)), proofs ([core/proof.schema.json](../core/proof.schema.json)) and performance ([core/bench.schema.json](../core/bench.schema.json)).
`;

describe("docs/record.md", () => {
  // `npx vitest run docs/record.test.ts -u` writes it anew.
  it("is what the schema says", async () => {
    await expect(`${INTRODUCTION}\n${schemaAsMarkdown(schema)}\n`).toMatchFileSnapshot("record.md");
  });

  it("has words for every field", () => {
    for (const [name, { description, properties }] of Object.entries(schema.definitions ?? {})) {
      expect(description, name).toBeTruthy();
      for (const [field, value] of Object.entries(properties ?? {})) expect(value.description, `${name}.${field}`).toBeTruthy();
    }
  });

  it("has every field of the schema, with a heading for each definition that is linked to", () => {
    const page = read("record.md");
    for (const [name, { properties }] of Object.entries(schema.definitions ?? {})) {
      expect(page).toContain(`\n## ${name}\n`);
      for (const field of Object.keys(properties ?? {})) expect(page).toContain(`\n| \`${field}\` | `);
    }
    for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(page.toLowerCase()).toContain(`\n## ${anchor}\n`);
  });
});
