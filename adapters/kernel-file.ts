import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ElementType } from "../core/format.ts";
import type { GradientKernel } from "../reference/operator.ts";
import { readBytes, UnusableTarget } from "./unusable.ts";

const TYPES: readonly ElementType[] = ["fp", "hp"];

/**
 * Imports a module in JavaScript or TypeScript whose default export is a kernel. It runs in this process.
 *
 * @throws UnusableTarget if it cannot be imported, or its default export is no kernel.
 */
export async function importKernel(path: string): Promise<GradientKernel> {
  readBytes(path, "a module");
  let exported: unknown;
  try {
    exported = await defaultOf(resolve(path));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UnusableTarget(`${path}: cannot be imported: ${message.replace(/\s+/g, " ").trim()}`);
  }
  return checkKernel(path, exported);
}

async function defaultOf(file: string): Promise<unknown> {
  if (/ts$/.test(file)) {
    const { createJiti } = await import("jiti");
    return await createJiti(import.meta.url, { fsCache: false }).import(file, { default: true });
  }
  const { default: exported } = (await import(pathToFileURL(file).href)) as { default?: unknown };
  // What TypeScript compiles to CommonJS has its default export as a property.
  const compiled = typeof exported === "object" && exported !== null && "__esModule" in exported && "default" in exported;
  return compiled ? exported.default : exported;
}

function checkKernel(path: string, exported: unknown): GradientKernel {
  const wrong = (what: string): UnusableTarget =>
    new UnusableTarget(`${path}: ${what}; its default export is to be a Kernel: { name, elementTypes, open(context) }`);
  if (typeof exported !== "object" || exported === null)
    throw wrong(exported === undefined ? "has no default export" : `exports ${typeof exported}`);
  const kernel = exported as Partial<Record<keyof GradientKernel, unknown>>;
  if (typeof kernel.name !== "string") throw wrong("its kernel has no name");
  const types = kernel.elementTypes;
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => TYPES.includes(type)))
    throw wrong(`its elementTypes are not a list of ${TYPES.join(", ")}`);
  if (typeof kernel.open !== "function") throw wrong("its kernel has no open()");
  return exported as GradientKernel;
}
