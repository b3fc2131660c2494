/** Both hops of one contender. */
import { z } from "zod";
import { contenderNamed, surroundingsSchema } from "../contenders/contender.ts";
import { answerParent, argumentOf, ownCpuSeconds } from "../support/child.ts";

const { name, surroundings } = argumentOf(z.object({ name: z.string(), surroundings: surroundingsSchema }));
const contender = await contenderNamed(name);
const worker = await contender.openWorker(surroundings);

answerParent({ cpu: ownCpuSeconds, rss: () => process.memoryUsage.rss() }, () => worker.close());
