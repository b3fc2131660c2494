/**
 * A small tree that breaks each rule of the floors once, and keeps some next to the border. Lint rules can go blind
 * without a word (a pattern that stops matching, a cycle that is no longer followed), and then this tree tells.
 */
export interface Canary {
  path: string;
  source: string;
  /** The rules that must speak, none for a file that is in order. */
  rules: string[];
}

const floors = "eslint(no-restricted-imports)";
const environment = "eslint(no-restricted-properties)";

export const canaries: Record<string, Canary> = {
  "core imports redis": {
    path: "src/core/imports-redis.ts",
    source: `import { keys } from "../redis/keys.ts"; export const copy = keys;`,
    rules: [floors],
  },
  "core imports a type of graph": {
    path: "src/core/imports-graph-type.ts",
    source: `import type { Row } from "../graph/imports-core.ts"; export type Copy = Row;`,
    rules: [floors],
  },
  "core imports a Node module": {
    path: "src/core/imports-fs.ts",
    source: `import { readFileSync } from "node:fs"; export const read = readFileSync;`,
    rules: [floors],
  },
  "core imports a package other than zod": {
    path: "src/core/imports-undici.ts",
    source: `import { request } from "undici"; export const send = request;`,
    rules: [floors],
  },
  "core imports redis when it runs": {
    path: "src/core/imports-late.ts",
    source: `export const load = async () => import("../redis/keys.ts");`,
    rules: [floors],
  },
  "core imports zod and itself": {
    path: "src/core/imports-zod.ts",
    source: `import { z } from "zod"; import { later } from "./cycle-later.ts"; export const both = [z, later];`,
    rules: [],
  },
  "graph imports redis": {
    path: "src/graph/imports-redis.ts",
    source: `import { keys } from "../redis/keys.ts"; export const copy = keys;`,
    rules: [floors],
  },
  "a folder in graph imports redis": {
    path: "src/graph/deeper/imports-redis.ts",
    source: `import { keys } from "../../redis/keys.ts"; export const copy = keys;`,
    rules: [floors],
  },
  "graph imports the runtime": {
    path: "src/graph/imports-runtime.ts",
    source: `import { runtime } from "../runtime.ts"; export const copy = runtime;`,
    rules: [floors],
  },
  "graph imports core": {
    path: "src/graph/imports-core.ts",
    source: `import type { both } from "../core/imports-zod.ts"; export type Row = typeof both;`,
    rules: [],
  },
  "redis imports graph": {
    path: "src/redis/imports-graph.ts",
    source: `import type { Row } from "../graph/imports-core.ts"; export type Copy = Row;`,
    rules: [floors],
  },
  "redis imports core and ioredis": {
    path: "src/redis/keys.ts",
    source: `import { Redis } from "ioredis"; import { both } from "../core/imports-zod.ts"; export const keys = [Redis, both];`,
    rules: [],
  },
  "redis imports BullMQ elsewhere": {
    path: "src/redis/other.ts",
    source: `import { Queue } from "bullmq"; export const Copy = Queue;`,
    rules: [floors],
  },
  "redis imports a type of BullMQ elsewhere": {
    path: "src/redis/other-type.ts",
    source: `import type { Queue } from "bullmq"; export type Copy = Queue;`,
    rules: [floors],
  },
  "redis exports BullMQ elsewhere": {
    path: "src/redis/other-export.ts",
    source: `export { Queue } from "bullmq";`,
    rules: [floors],
  },
  "redis names a type of BullMQ without an import": {
    path: "src/redis/other-inline.ts",
    source: `export type Copy = import("bullmq").Queue;`,
    rules: ["typescript(consistent-type-imports)"],
  },
  "queues.ts imports BullMQ": {
    path: "src/redis/queues.ts",
    source: `import { Queue } from "bullmq"; export const queue = new Queue("canary");`,
    rules: [],
  },
  "lanes.ts imports graph": {
    path: "src/redis/lanes.ts",
    source: `import type { Row } from "../graph/imports-core.ts"; export type Copy = Row;`,
    rules: [floors],
  },
  "pipeline imports http": {
    path: "src/pipeline/imports-http.ts",
    source: `import { app } from "../http/app.ts"; export const copy = app;`,
    rules: [floors],
  },
  "pipeline imports BullMQ": {
    path: "src/pipeline/imports-bullmq.ts",
    source: `import { Queue } from "bullmq"; export const Copy = Queue;`,
    rules: [floors],
  },
  "pipeline imports redis and graph": {
    path: "src/pipeline/imports-floor-1.ts",
    source: `import type { Row } from "../graph/imports-core.ts"; import { keys } from "../redis/keys.ts"; export const both: [Row?, ...unknown[]] = [undefined, keys];`,
    rules: [],
  },
  "the simulator imports core": {
    path: "src/simulator/imports-core.ts",
    source: `import { both } from "../core/imports-zod.ts"; export const copy = both;`,
    rules: [floors],
  },
  "the simulator imports the package that it is part of": {
    path: "src/simulator/imports-taglane.ts",
    source: `import { client } from "taglane"; export const copy = client;`,
    rules: [floors],
  },
  "the simulator imports npm packages": {
    path: "src/simulator/imports-express.ts",
    source: `import express from "express"; export const app = express();`,
    rules: [],
  },
  "http imports BullMQ": {
    path: "src/http/app.ts",
    source: `import { Queue } from "bullmq"; export const app = Queue;`,
    rules: [floors],
  },
  "a worker imports BullMQ": {
    path: "workers/sender.ts",
    source: `import { Worker } from "bullmq"; export const Copy = Worker;`,
    rules: [floors],
  },
  "the runtime imports BullMQ": {
    path: "src/runtime.ts",
    source: `import { Worker } from "bullmq"; export const runtime = Worker;`,
    rules: [floors],
  },
  "a file of an import cycle": {
    path: "src/core/cycle-sooner.ts",
    source: `import { later } from "./cycle-later.ts"; export const sooner = (): unknown => later;`,
    rules: ["import(no-cycle)"],
  },
  "the other file of the cycle": {
    path: "src/core/cycle-later.ts",
    source: `import { sooner } from "./cycle-sooner.ts"; export const later = (): unknown => sooner;`,
    rules: ["import(no-cycle)"],
  },
  "a cycle of types": {
    path: "src/core/cycle-of-types.ts",
    source: `import type { Leaf } from "./cycle-of-types-leaf.ts"; export type Branch = Leaf[];`,
    rules: ["import(no-cycle)"],
  },
  "the other file of the types": {
    path: "src/core/cycle-of-types-leaf.ts",
    source: `import type { Branch } from "./cycle-of-types.ts"; export type Leaf = { above: Branch };`,
    rules: ["import(no-cycle)"],
  },
  "a promise that nobody awaits": {
    path: "src/pipeline/floating.ts",
    source: `import { queue } from "../redis/queues.ts"; export function send(): void { queue.add("order_shipped", {}); }`,
    rules: ["typescript(no-floating-promises)"],
  },
  "a switch that leaves a kind out": {
    path: "src/core/switch.ts",
    source: `export function name(kind: "send" | "reject"): string { switch (kind) { case "send": return "sent"; } return ""; }`,
    rules: ["typescript(switch-exhaustiveness-check)"],
  },
  "the environment is read outside config.ts": {
    path: "src/pipeline/environment.ts",
    source: `export const port = process.env["PORT"];`,
    rules: [environment],
  },
  "the environment is taken out of process": {
    path: "src/http/environment.ts",
    source: `const { env } = process; export const port = env["PORT"];`,
    rules: [environment],
  },
  "the environment is imported": {
    path: "src/redis/environment.ts",
    source: `import { env } from "node:process"; export const port = env["PORT"];`,
    rules: [floors],
  },
  "config.ts reads the environment": {
    path: "src/config.ts",
    source: `export const port = process.env["PORT"];`,
    rules: [],
  },
  "a file of 351 lines": {
    path: "src/http/long.ts",
    source: `${"// A line.\n".repeat(350)}export const end = true;`,
    rules: ["eslint(max-lines)"],
  },
  "a file of 350 lines": {
    path: "src/http/long-enough.ts",
    source: `${"// A line.\n".repeat(349)}export const end = true;`,
    rules: [],
  },
};
