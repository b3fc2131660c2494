/** Messages from CSV: a column's name is a path such as `recipient.psid`, a row is a message. */
import { pipeline, type Readable } from "node:stream";
import { parse, type CsvError } from "csv-parse";
import { LONGEST_LINE, NOT_UTF8, type Row, type RowContent } from "../ndjson.ts";
import { BadFile } from "./bad-file.ts";

/** Without these a CSV cannot hold a single message. */
const REQUIRED_COLUMNS = ["page", "recipient.psid", "type"];

interface Parsed {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number; readonly error?: CsvError };
}

/** @throws BadFile when the header shows that there can be no messages; a fault further down is the last row. */
export async function* csvRows(input: Readable, file: string): AsyncGenerator<Row> {
  let fault: CsvError | null = null;
  const parser = parse({
    columns: (header: string[]) => checkedHeader(header, file),
    bom: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    info: true,
    relax_column_count: true,
    max_record_size: LONGEST_LINE,
    // A parser that fails drops the good rows that nobody took yet: so it goes on, and we stop where it would have.
    skip_records_with_error: true,
    on_skip: (error) => void (fault ??= error ?? null),
  });
  // What goes wrong on the way destroys the parser with its error, and is met in the loop.
  const rows: AsyncIterable<Parsed> = pipeline(input, parser, () => undefined);
  for await (const parsed of rows) {
    if (fault !== null && parsed.info.lines >= lineOf(fault)) break;
    yield { number: parsed.info.lines, ...rowIn(parsed) };
  }
  if (fault !== null)
    yield { number: lineOf(fault), error: `${csvFault(fault)}; nothing from here on was read`, raw: "" };
}

function lineOf(fault: CsvError): number {
  return typeof fault["lines"] === "number" ? fault["lines"] : 0;
}

function checkedHeader(header: string[], file: string): string[] {
  if (header.length === 1 && /[;\t]/.test(header[0] ?? ""))
    throw new BadFile(`The columns of ${file} must be separated by commas, not by semicolons or tabs.`);
  const twice = header.find((column, i) => column !== "" && header.indexOf(column) !== i);
  if (twice !== undefined) throw new BadFile(`${file} has the column ${twice} twice.`);
  const said = header.some((column) => column.startsWith("content."));
  const missing = [...REQUIRED_COLUMNS, ...(said ? [] : ["content.text"])].filter(
    (it) => !header.includes(it),
  );
  if (missing.length > 0)
    throw new BadFile(`${file} lacks the column${missing.length > 1 ? "s" : ""} ${missing.join(", ")}.`);
  return header;
}

function rowIn({ record, info }: Parsed): RowContent {
  const raw = Object.values(record).join(",");
  if (info.error !== undefined) return { error: "has more or fewer cells than the header has columns", raw };
  const broken = Object.keys(record).find((column) => record[column]?.includes(NOT_UTF8));
  if (broken !== undefined) return { error: `${broken} is not UTF-8 text; save the file as UTF-8`, raw };
  return { value: messageIn(record) };
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
  const inner = Object.hasOwn(into, key) ? into[key] : undefined;
  const next: Record<string, unknown> = isRecord(inner) ? inner : {};
  // Defined, not assigned: a column may be called __proto__.
  const field = rest.length === 0 ? value : next;
  Object.defineProperty(into, key, { value: field, enumerable: true, configurable: true, writable: true });
  if (rest.length > 0) put(next, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const FAULTS: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: "a quotation mark stands inside a cell that does not begin with one",
  CSV_INVALID_CLOSING_QUOTE: "text follows the quotation mark that ends a cell",
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: "text follows the quotation mark that ends a cell",
  CSV_QUOTE_NOT_CLOSED: "a cell begins with a quotation mark and never ends with one",
  CSV_MAX_RECORD_SIZE: "a row is longer than 1 MiB",
};

function csvFault({ code, message }: CsvError): string {
  return FAULTS[code] ?? `this is not valid CSV (${message})`;
}
