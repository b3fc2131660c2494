/** Messages from a file or standard input: NDJSON, or CSV whose columns are paths such as `recipient.psid`. */
import { createReadStream, existsSync } from "node:fs";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parse } from "csv-parse";

export type Format = "ndjson" | "csv";
/** Numbers are the file's lines, the first being 1. */
export type Row = { readonly number: number } & (
  { readonly value: unknown } | { readonly error: string; readonly raw: string }
);

/** Asked for in a way that cannot be met: a missing file, a missing column. Nothing was read yet. */
export class BadFile extends Error {
  readonly code = "BAD_FILE";
  constructor(message: string) {
    super(message);
    this.name = "BadFile";
  }
}

/** Without these a CSV cannot hold a single message. */
const REQUIRED_COLUMNS = ["page", "recipient.psid", "type"];
/** Longer lines are not messages: the largest one is far under 1 MiB. */
const LONGEST_LINE = 1_048_576;

/** @throws BadFile */
export async function* readRows(file: string, format: string | undefined): AsyncGenerator<Row> {
  const kind = formatOf(file, format);
  if (file !== "-" && !existsSync(file)) throw new BadFile(`There is no file ${file}.`);
  const input = file === "-" ? process.stdin : createReadStream(file);
  yield* kind === "csv" ? csvRows(input, file) : ndjsonRows(input);
}

export function formatOf(file: string, format: string | undefined): Format {
  const named = format ?? extname(file).slice(1).toLowerCase();
  if (named === "csv") return "csv";
  if (named === "ndjson" || named === "jsonl" || (named === "" && file === "-")) return "ndjson";
  throw new BadFile(
    `${file} is neither .ndjson nor .csv; say which it is with --format ndjson or --format csv.`,
  );
}

async function* ndjsonRows(input: Readable): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() !== "") yield { number, ...jsonIn(line) };
  }
}

function jsonIn(line: string): { value: unknown } | { error: string; raw: string } {
  if (line.length > LONGEST_LINE) return { error: "the line is longer than 1 MiB", raw: line.slice(0, 200) };
  try {
    return { value: JSON.parse(line) };
  } catch (error) {
    return { error: `not valid JSON: ${error instanceof Error ? error.message : ""}`, raw: line };
  }
}

async function* csvRows(input: Readable, file: string): AsyncGenerator<Row> {
  const rows = input.pipe(
    parse({
      columns: (header: string[]) => checkedHeader(header, file),
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
      relax_column_count: true,
      max_record_size: LONGEST_LINE,
    }),
  );
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      yield { number: info.lines, value: messageIn(record) };
    }
  } catch (error) {
    if (error instanceof BadFile) throw error;
    throw new BadFile(
      `${file} is not a CSV file that can be read: ${error instanceof Error ? error.message : ""}.`,
    );
  }
}

function checkedHeader(header: string[], file: string): string[] {
  const missing = REQUIRED_COLUMNS.filter((column) => !header.includes(column));
  const said = header.some((column) => column.startsWith("content."));
  const all = said ? missing : [...missing, "content.text"];
  if (all.length > 0)
    throw new BadFile(`${file} lacks the column${all.length > 1 ? "s" : ""} ${all.join(", ")}.`);
  return header;
}

/** `order.id` becomes `{ order: { id } }`; an empty cell is no field. Cells are text, and so are our ids and times. */
function messageIn(record: Readonly<Record<string, string>>): unknown {
  const message: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(record)) {
    if (value !== "") put(message, column.split("."), value);
  }
  return message;
}

function put(into: Record<string, unknown>, [key, ...rest]: string[], value: string): void {
  if (key === undefined) return;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner = Object.hasOwn(into, key) ? into[key] : undefined;
  const next: Record<string, unknown> = isRecord(inner) ? inner : {};
  Object.defineProperty(into, key, { value: next, enumerable: true, configurable: true, writable: true });
  put(next, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
