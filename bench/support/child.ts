/** A process of its own that answers questions over Node's channel to its parent. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";

export interface Child {
  readonly pid: number;
  /** @throws when the child says so, or has ended */
  ask<T extends z.ZodType>(question: string, argument: unknown, answer: T): Promise<z.output<T>>;
  stop(): Promise<void>;
}

const answerSchema = z.object({
  nth: z.number(),
  answer: z.unknown().optional(),
  error: z.string().optional(),
});
const questionSchema = z.object({ nth: z.number(), question: z.string(), argument: z.unknown() });

/**
 * @param module  a file of ours, run as TypeScript
 * @param nodeOptions  more options of Node's, such as `--cpu-prof`
 */
export async function startChild(
  module: URL,
  argument: unknown,
  nodeOptions: readonly string[] = [],
): Promise<Child> {
  const child = fork(module, [JSON.stringify(argument)], {
    execArgv: ["--import", import.meta.resolve("tsx"), ...nodeOptions],
    serialization: "advanced",
  });
  const waiting = new Map<number, { resolve(it: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  let hasEnded = false;
  child.on("message", (message) => {
    const { nth, answer, error } = answerSchema.parse(message);
    const asker = waiting.get(nth);
    waiting.delete(nth);
    if (error === undefined) asker?.resolve(answer);
    else asker?.reject(new Error(error));
  });
  child.once("exit", (code, signal) => {
    hasEnded = true;
    const error = new Error(`${module.pathname} ended with ${String(code ?? signal)}`);
    for (const asker of waiting.values()) asker.reject(error);
    waiting.clear();
  });

  const it: Child = {
    pid: child.pid ?? 0,
    async ask(question, about, answer) {
      if (hasEnded) throw new Error(`${module.pathname} has ended`);
      const nth = (asked += 1);
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(nth, { resolve, reject }));
      child.send({ nth, question, argument: about });
      return answer.parse(await answered);
    },
    async stop() {
      if (hasEnded) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
  await it.ask("ready", null, z.unknown());
  return it;
}

export type Answers = Readonly<Record<string, (argument: unknown) => unknown>>;

/** The child's side: answers until the parent lets go or dies, then closes and ends. */
export function answerParent(answers: Answers, close: () => Promise<void>): void {
  async function reply(message: unknown): Promise<void> {
    const { nth, question, argument } = questionSchema.parse(message);
    try {
      const answer = question === "ready" ? null : await answers[question]?.(argument);
      process.send?.({ nth, answer });
    } catch (error) {
      process.send?.({ nth, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  process.on("message", (message) => void reply(message));
  // Ctrl-C reaches every process of the terminal's group: the parent decides who ends when.
  process.on("SIGINT", () => {});
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), LONGEST_CLOSE_MS).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

const LONGEST_CLOSE_MS = 10_000;

/** What this process was started with. */
export function argumentOf<T extends z.ZodType>(schema: T): z.output<T> {
  return schema.parse(JSON.parse(process.argv[2] ?? "null"));
}

/** Ms of a clock that all processes of a machine share. */
export function sharedClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Seconds of processor time that this process has used. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
