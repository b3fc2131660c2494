/** `taglane send FILE|-`: queues messages from a file, and writes the refused rows beside it, each with its reason. */
import { createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";
import { Command } from "commander";
import type { House } from "../runtime.ts";
import type { Submitted } from "../pipeline/producer.ts";
import { withHouse } from "./house.ts";
import { startProgress } from "./progress.ts";
import { readRows, type Row } from "./rows.ts";
import { printJson, printLine } from "./terminal.ts";

export function sendCommand(): Command {
  return new Command("send")
    .description(
      "queues messages from NDJSON or CSV; refused rows go to a file of their own, with the reason",
    )
    .argument("<file>", "NDJSON or CSV; - reads standard input")
    .option("--format <format>", "ndjson or csv; by default the file's extension says")
    .option("--refused <file>", "where refused rows go (default: <file>.refused.ndjson)")
    .option("--json", "the summary as JSON")
    .action(run);
}

interface Summary {
  accepted: number;
  duplicates: number;
  refused: number;
  refusedFile: string | null;
}

/** In flight at once: enough to fill a round trip, few enough that bulk never crowds out single messages. */
const TOGETHER = 50;

async function run(file: string, options: { format?: string; refused?: string; json?: true }): Promise<void> {
  const refusedFile = options.refused ?? `${file === "-" ? "stdin" : file}.refused.ndjson`;
  const summary = await withHouse((house) => sendAll(house, readRows(file, options.format), refusedFile));
  if (options.json) printJson(summary);
  else printSummary(summary);
  if (summary.refused > 0) process.exitCode = 1;
}

async function sendAll(house: House, rows: AsyncIterable<Row>, refusedFile: string): Promise<Summary> {
  const summary: Summary = { accepted: 0, duplicates: 0, refused: 0, refusedFile: null };
  const progress = startProgress("messages");
  let refusals: WriteStream | null = null;

  async function one(row: Row): Promise<void> {
    const submitted = "error" in row ? refusalOf(row.error) : await house.producer.submit(row.value);
    progress.step();
    if (submitted.kind === "accepted") summary.accepted += 1;
    if (submitted.kind === "duplicate") summary.duplicates += 1;
    if (submitted.kind === "accepted" || submitted.kind === "duplicate") return;
    summary.refused += 1;
    summary.refusedFile = refusedFile;
    refusals ??= createWriteStream(refusedFile);
    const message = "error" in row ? row.raw : row.value;
    refusals.write(`${JSON.stringify({ row: row.number, reasons: reasonsOf(submitted), message })}\n`);
  }

  try {
    let batch: Promise<void>[] = [];
    for await (const row of rows) {
      batch.push(one(row));
      if (batch.length < TOGETHER) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
  } finally {
    progress.stop();
    await closed(refusals);
  }
  return summary;
}

function refusalOf(message: string): Submitted {
  return { kind: "refused", errors: [{ path: "", message }] };
}

function reasonsOf(submitted: Submitted): string[] {
  if (submitted.kind === "conflict") return [`idempotencyKey was used for another message (${submitted.id})`];
  return submitted.kind === "refused" ? submitted.errors.map((it) => `${it.path} ${it.message}`.trim()) : [];
}

async function closed(stream: WriteStream | null): Promise<void> {
  if (stream === null) return;
  stream.end();
  await once(stream, "finish");
}

function printSummary({ accepted, duplicates, refused, refusedFile }: Summary): void {
  printLine(`${String(accepted)} accepted, ${String(duplicates)} known already, ${String(refused)} refused`);
  if (refusedFile !== null) printLine(`Refused rows, each with its reasons: ${refusedFile}`);
}
