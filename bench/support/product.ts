/**
 * The product as it ships: compiled. What runs TypeScript on the fly wraps every function that has a name, and that would
 * slow our side of a comparison down and no rival's.
 */
import type * as index from "../../src/index.ts";
import type * as batch from "../../src/pipeline/batch.ts";

type Product = typeof index & Pick<typeof batch, "submitAll">;

export async function product(): Promise<Product> {
  const [exported, batches] = await Promise.all([
    import(compiled("index.js")),
    import(compiled("pipeline/batch.js")),
  ]);
  return { ...exported, ...batches };
}

function compiled(path: string): string {
  return new URL(`../../dist/src/${path}`, import.meta.url).href;
}
