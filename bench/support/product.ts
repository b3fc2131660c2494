/**
 * The product as it ships: compiled. What runs TypeScript on the fly wraps every function that has a name, and that would
 * slow our side of a comparison down and no rival's.
 */
import type * as index from "../../src/index.ts";
import type * as batch from "../../src/pipeline/batch.ts";
import type * as jobs from "../../src/redis/job-scripts.ts";
import type * as scripts from "../../src/redis/scripts.ts";

type Product = typeof index & Pick<typeof batch, "submitAll">;

export async function product(): Promise<Product> {
  const [exported, batches] = await Promise.all([
    import(compiled("index.js")),
    import(compiled("pipeline/batch.js")),
  ]);
  return { ...exported, ...batches };
}

/** The texts by which the product runs BullMQ's scripts, by BullMQ's names. */
export async function scriptTexts(): Promise<ReadonlyMap<string, string>> {
  const { JOB_SCRIPTS }: typeof jobs = await import(compiled("redis/job-scripts.js"));
  const { together }: typeof scripts = await import(compiled("redis/scripts.js"));
  return new Map(Object.entries(JOB_SCRIPTS).map(([name, lua]) => [name, together(lua)]));
}

function compiled(path: string): string {
  return new URL(`../../dist/src/${path}`, import.meta.url).href;
}
