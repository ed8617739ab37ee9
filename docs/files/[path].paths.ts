import { asMarkdown, linkedFiles } from "../.vitepress/repository.ts";

/** A page for each file of the repository that pages link to. */
const routes: { readonly paths: () => { readonly params: { readonly path: string }; readonly content: string }[] } = {
  paths: () => linkedFiles().map((path) => ({ params: { path: path.replace(/\.md$/, "") }, content: asMarkdown(path) })),
};

export default routes;
