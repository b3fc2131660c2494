import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Row } from "../../src/ndjson.ts";
import { openRows } from "../../src/cli/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "taglane-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
async function rowsOf(extension: string, content: string | Buffer): Promise<Row[]> {
  files += 1;
  const path = join(folder, `file${String(files)}${extension}`);
  writeFileSync(path, content);
  return all(await openRows(path, undefined));
}

async function all(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe("NDJSON", () => {
  test.each([
    { label: "with LF", content: '{"a":1}\n{"a":2}\n', numbers: [1, 2] },
    { label: "with CRLF", content: '{"a":1}\r\n{"a":2}\r\n', numbers: [1, 2] },
    { label: "without a last line break", content: '{"a":1}\n{"a":2}', numbers: [1, 2] },
    { label: "with a byte order mark", content: '\u{FEFF}{"a":1}\n{"a":2}\n', numbers: [1, 2] },
    { label: "with empty lines, which count", content: '\n{"a":1}\n  \n\r\n{"a":2}\n\n', numbers: [2, 5] },
  ])("is read line by line: $label", async ({ content, numbers }) => {
    expect(await rowsOf(".ndjson", content)).toEqual(
      numbers.map((number, i) => ({ number, value: { a: i + 1 } })),
    );
  });

  test("breaks lines at LF alone: others may stand in a string", async () => {
    const value = { text: "a\u{2028}b\u{2029}c\u{85}d" };
    expect(await rowsOf(".jsonl", `${JSON.stringify(value)}\n`)).toEqual([{ number: 1, value }]);
  });

  test.each([
    {
      label: "no JSON",
      line: '{"page": ',
      error: "is not valid JSON: Unexpected end of JSON input",
      raw: '{"page": ',
    },
    {
      label: "not UTF-8",
      line: Buffer.from('{"a":"Señor"}', "latin1"),
      error: "is not UTF-8 text; save the file as UTF-8",
      raw: '{"a":"Se\u{FFFD}or"}',
    },
    {
      label: "longer than 1 MiB",
      line: "x".repeat(1_048_577),
      error: "is longer than 1 MiB",
      raw: "x".repeat(200),
    },
    {
      label: "many times longer",
      line: "x".repeat(9_000_000),
      error: "is longer than 1 MiB",
      raw: "x".repeat(200),
    },
  ])("a line that is $label is told by itself", async ({ line, error, raw }) => {
    const content = Buffer.concat(['{"a":1}\n', line, '\n{"a":3}\n'].map((it) => Buffer.from(it)));
    expect(await rowsOf(".ndjson", content)).toEqual([
      { number: 1, value: { a: 1 } },
      { number: 2, error, raw },
      { number: 3, value: { a: 3 } },
    ]);
  });

  test("a line of exactly 1 MiB is read", async () => {
    const line = `"${"x".repeat(1_048_574)}"`;
    expect(await rowsOf(".ndjson", `${line}\n`)).toEqual([{ number: 1, value: JSON.parse(line) as unknown }]);
  });

  test.each(["", "\n", "\r\n \n", "\u{FEFF}"])("of nothing gives nothing: %j", async (content) => {
    expect(await rowsOf(".ndjson", content)).toEqual([]);
  });
});

describe("CSV", () => {
  const HEADER = "page,recipient.psid,type,content.text";
  const line = (n: number) => `1,${String(n)},announcement,Hello`;
  const message = (n: number, text = "Hello") => ({
    page: "1",
    recipient: { psid: String(n) },
    type: "announcement",
    content: { text },
  });

  test.each([
    { label: "with LF", content: [HEADER, line(1), line(2)].join("\n") },
    { label: "with CRLF", content: `${[HEADER, line(1), line(2)].join("\r\n")}\r\n` },
    { label: "with a byte order mark", content: `\u{FEFF}${[HEADER, line(1), line(2)].join("\n")}` },
    {
      label: "with spaces around cells",
      content: [HEADER, line(1), line(2)].join("\n").replaceAll(",", " , "),
    },
    {
      label: "with empty lines and rows of empty cells",
      content: [HEADER, "", line(1), ",,,", line(2), ",,,", ""].join("\n"),
    },
    {
      label: "with a column that nobody fills",
      content: [`${HEADER},colour`, `${line(1)},`, `${line(2)},`].join("\n"),
    },
  ])("is read row by row: $label", async ({ content }) => {
    const values = (await rowsOf(".csv", content)).map((row) => ("value" in row ? row.value : row));
    expect(values).toEqual([message(1), message(2)]);
  });

  test("takes commas, quotation marks and line breaks inside a cell", async () => {
    const content = `${HEADER}\n1,1,announcement,"Say ""hello"", then\nwait"\n${line(2)}\n`;
    expect(await rowsOf(".csv", content)).toMatchObject([
      { value: message(1, 'Say "hello", then\nwait') },
      { number: 4, value: message(2) },
    ]);
  });

  test.each([
    { label: "a cell too many", row: "1,2,announcement,Hello, you" },
    { label: "a cell too few", row: "1,2,announcement" },
  ])("a row with $label is told, not cut", async ({ row }) => {
    expect(await rowsOf(".csv", [HEADER, line(1), row, line(3)].join("\n"))).toMatchObject([
      { number: 2, value: message(1) },
      { number: 3, error: "has more or fewer cells than the header has columns" },
      { number: 4, value: message(3) },
    ]);
  });

  test("a cell that is not UTF-8 is told by its column", async () => {
    const content = Buffer.from(`${HEADER}\n1,1,announcement,Señor\n`, "latin1");
    expect(await rowsOf(".csv", content)).toMatchObject([
      { error: "content.text is not UTF-8 text; save the file as UTF-8" },
    ]);
  });

  test("a column called __proto__ is a field like any other", async () => {
    const [row] = await rowsOf(".csv", `${HEADER},__proto__.page,__proto__\n${line(1)},red,blue\n`);
    const value = row !== undefined && "value" in row ? row.value : {};
    expect(Object.keys(value as object)).toContain("__proto__");
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each([
    {
      label: "a quotation mark that is never closed",
      row: '1,2,announcement,"Hello',
      rest: [],
      words: "a cell begins with a quotation mark and never ends with one",
    },
    {
      label: "a quotation mark inside a cell",
      row: '1,2,announcement,a 5" screen',
      rest: [line(3)],
      words: "a quotation mark stands inside a cell that does not begin with one",
    },
    {
      label: "text behind a quotation mark",
      row: '1,2,announcement,"a" b',
      rest: [line(3)],
      words: "text follows the quotation mark that ends a cell",
    },
    {
      label: "a row of 2 MB",
      row: `1,2,announcement,${"x".repeat(2_000_000)}`,
      rest: [line(3)],
      words: "a row is longer than 1 MiB",
    },
  ])("is read up to $label, and says that it stopped there", async ({ row, rest, words }) => {
    const good = Array.from({ length: 40 }, (_, n) => line(n));
    const rows = await rowsOf(".csv", [HEADER, ...good, row, ...rest].join("\n"));
    expect(rows).toHaveLength(41);
    expect(rows.slice(0, 40).every((it) => "value" in it)).toBe(true);
    expect(rows[40]).toEqual({ number: 42, error: `${words}; nothing from here on was read`, raw: "" });
  });

  test.each([
    { label: "one column", header: "page,type,content.text", words: "lacks the column recipient.psid." },
    {
      label: "several columns",
      header: "colour",
      words: "lacks the columns page, recipient.psid, type, content.text.",
    },
    { label: "anything to say", header: "page,recipient.psid,type", words: "lacks the column content.text." },
    {
      label: "commas",
      header: "page;recipient.psid;type",
      words: "must be separated by commas, not by semicolons or tabs.",
    },
    { label: "different columns", header: `${HEADER},type`, words: "has the column type twice." },
  ])("that lacks $label is refused whole", async ({ header, words }) => {
    await expect(rowsOf(".csv", `${header}\n1,2,3,4\n`)).rejects.toThrow(words);
  });

  test("may say an attachment instead of a text", async () => {
    const content =
      "page,recipient.psid,type,content.attachment.type,content.attachment.url\n1,1,announcement,image,https://example.com/a.png";
    expect(await rowsOf(".csv", content)).toMatchObject([
      { value: { content: { attachment: { type: "image" } } } },
    ]);
  });

  test.each(["", HEADER, `${HEADER}\n`])("of nothing gives nothing: %j", async (content) => {
    expect(await rowsOf(".csv", content)).toEqual([]);
  });
});

describe("a file", () => {
  test.each([
    { label: "that is not there", file: "nowhere.csv", words: /^There is no file .*nowhere\.csv\.$/ },
    { label: "that is a folder", file: "folder.csv", words: /folder\.csv is a folder, not a file\.$/ },
    {
      label: "of another kind",
      file: "some.txt",
      words: /some\.txt ends neither in \.ndjson nor in \.csv; say which it is/,
    },
    { label: "of no kind", file: "some", words: /ends neither in/ },
  ])("$label is told at once", async ({ file, words }) => {
    mkdirSync(join(folder, "folder.csv"), { recursive: true });
    await expect(openRows(join(folder, file), undefined)).rejects.toThrow(words);
  });

  test("of another kind may be said to be one", async () => {
    writeFileSync(join(folder, "data.txt"), '{"a":1}\n');
    expect(await all(await openRows(join(folder, "data.txt"), "ndjson"))).toHaveLength(1);
  });
});
