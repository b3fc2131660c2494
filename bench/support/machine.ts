/** What the figures were measured on. */
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { localRedisProgram } from "../../test/support/redis-server.ts";

export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly redis: string;
}

export function thisMachine(): Machine {
  const program = localRedisProgram();
  const told = program === undefined ? "" : execFileSync(program, ["--version"], { encoding: "utf8" });
  return {
    cores: cpus().length,
    model: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    redis: /v=([\d.]+)/.exec(told)?.[1] ?? "none",
  };
}
