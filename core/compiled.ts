/**
 * The compiled script beside a module, for a thread or process of its own. Node 20 runs no TypeScript: where the
 * importing module is a source file (under vitest) the script is the one that the build put at the same path under
 * `dist/`, else it is the importer's sibling.
 *
 * @param name path relative to the importer, without extension, as in `threaded/worker`
 * @param importer `import.meta.url` of a module in a folder right below the package's root, or below `dist/`
 */
export function compiledScript(name: string, importer: string): URL {
  if (!importer.endsWith(".ts")) return new URL(`${name}.js`, importer);
  const folder = new URL(".", importer);
  const folderName = folder.pathname.split("/").at(-2) as string;
  return new URL(`../dist/${folderName}/${name}.js`, folder);
}
