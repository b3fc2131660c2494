/** `taglane send FILE|-`: queues messages from a file, and writes the refused rows beside it, each with its reason. */
import { open, type FileHandle } from "node:fs/promises";
import { Command, Option } from "commander";
import type { Row } from "../ndjson.ts";
import { refusalOf, submitAll } from "../pipeline/batch.ts";
import type { Producer, Submitted } from "../pipeline/producer.ts";
import { BadFile } from "./bad-file.ts";
import { withHouse } from "./house.ts";
import { startProgress } from "./progress.ts";
import { FORMATS, openRows, type Format } from "./rows.ts";
import { printJson, printLine } from "./terminal.ts";

export function sendCommand(): Command {
  return new Command("send")
    .description(
      "queues messages from NDJSON or CSV; refused rows go to a file of their own, with the reason",
    )
    .argument("<file>", "NDJSON or CSV; - reads standard input")
    .addOption(new Option("--format <format>", "by default the file's extension says").choices(FORMATS))
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

async function run(file: string, options: { format?: Format; refused?: string; json?: true }): Promise<void> {
  const refusedFile = options.refused ?? `${file === "-" ? "stdin" : file}.refused.ndjson`;
  const rows = await openRows(file, options.format);
  const summary: Summary = { accepted: 0, duplicates: 0, refused: 0, refusedFile: null };
  try {
    await withHouse((house) => sendAll(house.producer, rows, refusedFile, summary));
  } finally {
    // Also when it broke off: what was queued until then is queued.
    if (options.json) printJson(summary);
    else printSummary(file, summary);
  }
  if (summary.refused > 0) process.exitCode = 1;
}

async function sendAll(
  producer: Producer,
  rows: AsyncIterable<Row>,
  refusedFile: string,
  summary: Summary,
): Promise<void> {
  const progress = startProgress("messages");
  const refusals = createRefusals(refusedFile);
  try {
    await submitAll(rows, producer, async (row, submitted) => {
      progress.step();
      switch (submitted.kind) {
        case "accepted":
          summary.accepted += 1;
          return;
        case "duplicate":
          summary.duplicates += 1;
          return;
        case "conflict":
        case "refused":
          summary.refused += 1;
          summary.refusedFile = refusedFile;
          await refusals.add(row, submitted);
      }
    });
  } finally {
    progress.stop();
    await refusals.close();
  }
}

/** The file of the refused rows; there is none until there is one. */
function createRefusals(path: string) {
  let file: FileHandle | null = null;
  return {
    async add(row: Row, submitted: Submitted): Promise<void> {
      file ??= await opened(path);
      const reasons = refusalOf(submitted).map((it) => `${it.path} ${it.message}`.trim());
      const message = "error" in row ? row.raw : row.value;
      await file.appendFile(`${JSON.stringify({ row: row.number, reasons, message })}\n`);
    },
    async close(): Promise<void> {
      await file?.close();
    },
  };
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, "w");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new BadFile(
      `The refused rows cannot be written to ${path} (${code}); name another file with --refused.`,
    );
  }
}

function printSummary(file: string, { accepted, duplicates, refused, refusedFile }: Summary): void {
  if (accepted + duplicates + refused === 0) return printLine(`No messages were queued from ${file}.`);
  printLine(`${String(accepted)} accepted, ${String(duplicates)} known already, ${String(refused)} refused`);
  if (refusedFile !== null) printLine(`Refused rows, each with its reasons: ${refusedFile}`);
}
