import type { IncomingHttpHeaders } from "node:http";
import { parseBody, type Params } from "./params.ts";

/** The newest Graph version that exists (2026-07-29). Older ones are answered too: Graph upgrades calls to a dead version. */
const NEWEST_VERSION = 26;

/** One call under `/v<version>/`, taken apart but not yet judged. */
export type GraphCall = {
  method: string;
  path: string;
  /** The first part after the version: a Page's id, `me`, a template's id. */
  node: string;
  /** The second part, such as `messages`; empty when there is none. */
  edge: string;
  query: URLSearchParams | undefined;
  headers: IncomingHttpHeaders;
  /** `undefined`: the body says that it is JSON, and is not. */
  params: Params | undefined;
};

export type RawCall = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

/** `undefined`: not a path that Graph knows. */
export function readGraphCall(raw: RawCall): GraphCall | undefined {
  const [path = "", search] = raw.url.split("?", 2);
  const [, version = "", node = "", edge = "", ...rest] = path.split("/");
  if (!isKnownVersion(version) || node === "" || rest.length > 0) return undefined;
  const query = search === undefined ? undefined : new URLSearchParams(search);
  const params = parseBody(raw.headers["content-type"], raw.body);
  return { method: raw.method, path, node, edge, query, headers: raw.headers, params };
}

function isKnownVersion(version: string): boolean {
  const match = /^v(\d{1,2})\.0$/.exec(version);
  return match !== null && Number(match[1]) <= NEWEST_VERSION;
}
