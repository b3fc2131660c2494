/** Processor time of processes, as Linux counts it in /proc: in hundredths of a second. */
import { readdirSync, readFileSync } from "node:fs";

/** User and system time so far. */
export function cpuSeconds(pid: number | undefined): number {
  const fields = statOf(String(pid));
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Of a process and its children, those that have ended included. */
export function treeCpuSeconds(pid: number | undefined): number {
  const ended = statOf(String(pid));
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  const living = children.reduce((sum, name) => sum + cpuSeconds(Number(name)), 0);
  return cpuSeconds(pid) + (Number(ended[13]) + Number(ended[14])) / 100 + living;
}

function parentOf(name: string): number {
  return Number(statOf(name)[1]);
}

/** What follows the program's name; a process that is gone has used nothing. */
function statOf(name: string): string[] {
  try {
    return readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  } catch {
    return Array.from({ length: 15 }, () => "0");
  }
}

/** What a process holds in memory at this moment. */
export function residentBytes(pid: number | undefined): number {
  const told = readFileSync(`/proc/${String(pid)}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(told)?.[1]) * 1_024;
}
