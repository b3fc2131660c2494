/** Messages from a file or standard input: NDJSON or CSV. */
import { open } from "node:fs/promises";
import { extname } from "node:path";
import type { Readable } from "node:stream";
import { ndjsonRows, type Row } from "../ndjson.ts";
import { BadFile } from "./bad-file.ts";
import { csvRows } from "./csv.ts";
import { BadUsage } from "./usage.ts";

export const FORMATS = ["ndjson", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** Opens the file at once, so that a wrong name is told before anything else is done. @throws BadFile, BadUsage */
export async function openRows(file: string, format: Format | undefined): Promise<AsyncIterable<Row>> {
  const kind = formatOf(file, format);
  const input = file === "-" ? process.stdin : await openFile(file);
  return kind === "csv" ? csvRows(input, file) : ndjsonRows(input);
}

function formatOf(file: string, format: Format | undefined): Format {
  if (format !== undefined) return format;
  switch (extname(file).toLowerCase()) {
    case ".csv":
      return "csv";
    case ".ndjson":
    case ".jsonl":
      return "ndjson";
    default:
      if (file === "-") return "ndjson";
      throw new BadUsage(
        `${file} ends neither in .ndjson nor in .csv; say which it is: --format ndjson or --format csv.`,
      );
  }
}

async function openFile(file: string): Promise<Readable> {
  try {
    const handle = await open(file);
    if (!(await handle.stat()).isDirectory()) return handle.createReadStream();
    await handle.close();
  } catch (error) {
    throw new BadFile(whyNot(file, error));
  }
  throw new BadFile(`${file} is a folder, not a file.`);
}

function whyNot(file: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return `There is no file ${file}.`;
  if (code === "EACCES") return `The file ${file} may not be read by this user.`;
  return `The file ${file} cannot be read (${String(code)}).`;
}
