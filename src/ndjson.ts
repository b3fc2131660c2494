/** Newline-delimited JSON: one value a line, read as it comes, each bad line by itself. */
import { jsonFault } from "./core/json-fault.ts";

/** One thing that may be a message. `number` is its line in the input, the first being 1. */
export type Row = { readonly number: number } & RowContent;
export type RowContent =
  | { readonly value: unknown }
  /** `raw`: its text, or the beginning of it. */
  | { readonly error: string; readonly raw: string };

/** Longer lines are no messages: the largest one is far under 1 MiB. */
export const LONGEST_LINE = 1_048_576;
/** How much of a line that is too long is shown to whoever looks for it. */
const SHOWN = 200;

/** Empty lines are skipped but counted; a byte order mark at the start and CRLF are no fault. */
export async function* ndjsonRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of linesIn(bytes)) {
    number += 1;
    const text = textOf(line);
    if (text.trim() !== "") yield { number, ...rowIn(line, text) };
  }
}

/** What stands where a byte was that is not UTF-8: nobody writes it on purpose, and nobody should be sent it. */
export const NOT_UTF8 = "\u{FFFD}";

function rowIn(line: Line, text: string): RowContent {
  if (line.isCut) return { error: "is longer than 1 MiB", raw: text.slice(0, SHOWN) };
  if (text.includes(NOT_UTF8)) return { error: "is not UTF-8 text; save the file as UTF-8", raw: text };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: `is not valid JSON: ${jsonFault(error)}`, raw: text };
  }
}

function textOf({ parts }: Line): string {
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/^\u{FEFF}/u, "");
}

interface Line {
  readonly parts: readonly Uint8Array[];
  /** Its end is missing, because it was too long. */
  readonly isCut: boolean;
}

const NEWLINE = 0x0a;

/** Cut at `\n` alone: the other breaks that Unicode knows may stand inside a JSON string. */
async function* linesIn(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    if (length <= LONGEST_LINE) parts.push(part);
    length += part.length;
  };
  const line = (): Line => {
    const whole = { parts, isCut: length > LONGEST_LINE };
    [parts, length] = [[], 0];
    return whole;
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, at));
      yield line();
      from = at + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield line();
}
