/**
 * One HTTP exchange on undici's dispatcher: a request, the whole of its answer, an end within the time.
 *
 * `pool.request` would do, with a stream a body and an abort signal a call: without them a bulk row cost its process
 * some 430 µs of CPU instead of 600 (docs/decisions.md).
 */
import type { Dispatcher } from "undici";

export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

export type Exchanged =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly text: string;
    }
  /** `hasLeft`: some of the request may have reached the other side. */
  | { readonly kind: "failed"; readonly hasLeft: boolean; readonly error: Error };

/** Never rejects. @param timeoutMs  for all of it, waiting for a free connection included */
export function exchange(pool: Dispatcher, request: Request, timeoutMs: number): Promise<Exchanged> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let flight: Dispatcher.DispatchController | null = null;
    let status = 0;
    let headers: Readonly<Record<string, string | string[] | undefined>> = {};
    let isOver = false;

    const end = (exchanged: Exchanged): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      resolve(exchanged);
    };
    const fail = (error: Error): void => end({ kind: "failed", hasLeft: flight !== null, error });
    const timer = setTimeout(() => {
      const error = new TimedOut();
      fail(error);
      flight?.abort(error);
    }, timeoutMs);

    pool.dispatch(request, {
      onRequestStart(controller) {
        // It waited for a connection for too long: nothing of it leaves any more.
        if (isOver) controller.abort(new TimedOut());
        else flight = controller;
      },
      onResponseStart(_controller, statusCode, received) {
        status = statusCode;
        headers = received;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        end({ kind: "answered", status, headers, text: UTF_8.decode(Buffer.concat(chunks)) });
      },
      onResponseError: (_controller, error) => fail(error),
    });
  });
}

/** Drops the mark that some proxies put before JSON. */
const UTF_8 = new TextDecoder();

class TimedOut extends Error {
  constructor() {
    super("Graph did not answer in time");
    this.name = "TimeoutError";
  }
}
