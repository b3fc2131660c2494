/** One call to the server that the page came from; the session travels in a cookie that no script can read. */

export interface Fault {
  /** Dotted, as `order.placedAt`. */
  readonly path: string;
  readonly message: string;
}

/** What the server said no with, or that it could not be reached (status 0). */
export class CallFailed extends Error {
  readonly status: number;
  readonly faults: readonly Fault[];
  /** The whole of the server's answer: some problems carry figures of their own. */
  readonly problem: Readonly<Record<string, unknown>>;
  constructor(status: number, detail: string, problem: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = "CallFailed";
    this.status = status;
    this.problem = problem;
    this.faults = faultsIn(problem["errors"]);
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

let onExpired: () => void = () => undefined;

/** Says once to whom a 401 is told: the session has ended, whichever call found out. */
export function whenSessionExpires(tell: () => void): void {
  onExpired = tell;
}

/** @throws CallFailed */
export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const response = await answer(method, path, body, signal);
  const text = await response.text();
  if (!response.ok) throw failure(response.status, text, path);
  return parsed<T>(text);
}

/** The server is of the same build as the page: its answers have the shape that `shapes.ts` gives them. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is the cast
function parsed<T>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where an answer becomes a shape
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function answer(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        accept: "application/json",
        "x-requested-with": "taglane-console",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new CallFailed(0, "");
  }
}

function failure(status: number, text: string, path: string): CallFailed {
  if (status === 401 && path !== "/console/session") onExpired();
  const problem = objectIn(text);
  const detail = typeof problem["detail"] === "string" ? problem["detail"] : `HTTP ${String(status)}`;
  return new CallFailed(status, detail, problem);
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function faultsIn(value: unknown): readonly Fault[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((it: unknown) => {
    if (typeof it !== "object" || it === null || !("path" in it) || !("message" in it)) return [];
    return [{ path: String(it.path), message: String(it.message) }];
  });
}
