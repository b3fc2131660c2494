/** The body of a batch: a JSON array, or NDJSON that is read as it comes; plain or compressed. */
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Request } from "express";
import { jsonFault } from "../core/json-fault.ts";
import { ndjsonRows } from "../ndjson.ts";
import type { Candidate } from "../pipeline/batch.ts";
import { Problem } from "./problem.ts";

const BODY_LIMIT = 32 * 1_048_576;
const MOST_MESSAGES = 10_000;

/** Reads on to the end of a body that was given up: on the same connection the next request follows it. */
export function drain(request: Request): void {
  request.unpipe();
  request.resume();
}

/** @throws Problem */
export async function* candidatesIn(request: Request): AsyncGenerator<Candidate> {
  const bytes = bytesIn(request);
  const { head, isArray } = await headOf(bytes);
  const whole = chained(head, bytes);
  let count = 0;
  for await (const candidate of isArray ? arrayItems(whole) : ndjsonRows(whole)) {
    count += 1;
    if (count > MOST_MESSAGES)
      throw new Problem(413, "The body holds more than 10,000 messages; send the rest in another batch.");
    yield candidate;
  }
}

/** The body as it unfolds, cut off at the limit. */
async function* bytesIn(request: Request): AsyncGenerator<Buffer> {
  if (Number(request.get("content-length") ?? 0) > BODY_LIMIT) throw tooLarge();
  // Left without being destroyed: the socket still has to carry the answer.
  const chunks: AsyncIterable<Buffer> = unfolded(request).iterator({ destroyOnReturn: false });
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw tooLarge();
    yield chunk;
  }
}

function unfolded(request: Request): Readable {
  const encoding = (request.get("content-encoding") ?? "identity").toLowerCase();
  switch (encoding) {
    case "identity":
      return request;
    case "gzip":
      return through(request, createGunzip());
    case "deflate":
      return through(request, createInflate());
    case "br":
      return through(request, createBrotliDecompress());
    default:
      throw new Problem(
        415,
        "The body's content-encoding is not known here; send gzip, deflate, br or none.",
      );
  }
}

/** By hand: a `pipeline` would close the socket at a fault, before it was answered. */
function through(request: Request, unfold: ReturnType<typeof createGunzip>): Readable {
  request.once("error", (error) => unfold.destroy(error));
  return request.pipe(unfold);
}

function tooLarge(): Problem {
  return new Problem(413, "The body is larger than 32 MiB; send it in several batches.");
}

/** White space and the bytes of a byte order mark. */
const BLANK = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf];
const BRACKET = 0x5b;

/** From the first byte that says something. No NDJSON line of ours begins with a bracket: each is an object. */
async function headOf(bytes: AsyncIterator<Buffer>): Promise<{ head: Buffer; isArray: boolean }> {
  for (let next = await bytes.next(); next.done !== true; next = await bytes.next()) {
    const start = next.value.findIndex((byte) => !BLANK.includes(byte));
    if (start >= 0) return { head: next.value.subarray(start), isArray: next.value[start] === BRACKET };
  }
  const detail = "The body is empty, but must be a JSON array of messages, or NDJSON with one on each line.";
  throw new Problem(400, detail);
}

async function* chained(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

async function* arrayItems(bytes: AsyncIterable<Buffer>): AsyncGenerator<Candidate> {
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(part);
  const items = arrayIn(Buffer.concat(parts));
  if (items.length > MOST_MESSAGES) {
    const count = items.length.toLocaleString("en");
    throw new Problem(
      413,
      `The body holds ${count} messages, but 10,000 are the most; none of them was taken.`,
    );
  }
  for (const value of items) yield { value };
}

function arrayIn(bytes: Buffer): unknown[] {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    // What begins with a bracket and parses is an array.
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    const fault = error instanceof SyntaxError ? jsonFault(error) : "it is not UTF-8 text";
    throw new Problem(400, `The body is not valid JSON: ${fault}.`);
  }
}
