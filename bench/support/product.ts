/**
 * The product as it ships: compiled. What runs TypeScript on the fly wraps every function that has a name, and that would
 * slow our side of a comparison down and no rival's.
 */
import type * as index from "../../src/index.ts";
import type * as batch from "../../src/pipeline/batch.ts";
import type * as jobs from "../../src/redis/job-texts.ts";
import type * as messages from "../../src/redis/messages.ts";
import type * as scripts from "../../src/redis/scripts.ts";

type Product = typeof index & Pick<typeof batch, "submitAll">;

export async function product(): Promise<Product> {
  const [exported, batches] = await Promise.all([
    import(compiled("index.js")),
    import(compiled("pipeline/batch.js")),
  ]);
  return { ...exported, ...batches };
}

/** The texts by which the product runs BullMQ's scripts, each with BullMQ's name for it. */
export async function scriptTexts(): Promise<readonly (readonly [text: string, name: string])[]> {
  const { JOB_SCRIPTS, LANE_SCRIPTS }: typeof jobs = await import(compiled("redis/job-texts.js"));
  const { MOVE }: typeof messages = await import(compiled("redis/messages.js"));
  const { PAIRS, together }: typeof scripts = await import(compiled("redis/scripts.js"));
  const { addPrioritizedJob, moveToFinished } = LANE_SCRIPTS;
  return [
    ...[JOB_SCRIPTS, LANE_SCRIPTS]
      .flatMap(Object.entries<string>)
      .map(([name, lua]) => [together(lua), name] as const),
    [together(PAIRS.if1.textOf(MOVE, addPrioritizedJob)), "addPrioritizedJob"],
    [together(PAIRS.always.textOf(MOVE, moveToFinished)), "moveToFinished"],
  ];
}

function compiled(path: string): string {
  return new URL(`../../dist/src/${path}`, import.meta.url).href;
}
