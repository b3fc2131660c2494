/** The real pipeline against a Graph API that answers by script, page by page. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { configFrom } from "../../src/config.ts";
import type { MessageInput } from "../../src/core/message.ts";
import { pageSettings, type KnownTemplate } from "../../src/core/page.ts";
import { openHouse } from "../../src/runtime.ts";
import { aMessageInput, HOUR, NOW } from "../support/builders.ts";
import { aToken, createRecorder, type Logged } from "../support/recorder.ts";
import { testRedis } from "../support/redis.ts";

/** What Graph says; a body that is a string goes out as it is, `{token}` as the page's token. A function does as it likes with the response. */
export type Said =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: unknown;
    }
  | ((response: ServerResponse) => void);

export interface Given {
  /** Null: they never did. */
  readonly wroteHoursAgo?: number | null;
  readonly page?: Readonly<Record<string, unknown>>;
  /** Meta's word on the page's templates. */
  readonly templates?: Readonly<Record<string, KnownTemplate>>;
  readonly message?: Partial<MessageInput>;
}

export interface Played {
  /** The bodies that Graph got, to the byte; `{id}` for our id, `{psid}` for the person's. */
  readonly bodies: readonly string[];
  /** Outcome and next step of each attempt, as `sent, done`. */
  readonly steps: readonly string[];
  /** What became of it: `sent`, `queued`, `dead window_closed`; and what of the page: `held …`, `rests`. */
  readonly end: string;
}

export interface SendStage {
  /** Sends one message on a page of its own, Graph answering each call by the script. */
  play(given: Given, script: readonly Said[]): Promise<Played>;
  /** @throws when a reply was not asked for, a call had none, or a token stands in any log line */
  close(): Promise<void>;
}

export async function openSendStage(): Promise<SendStage> {
  const redis = testRedis();
  const recorder = createRecorder();
  const scripts = new Map<string, Said[]>();
  const asked = new Map<string, string[]>();
  const unscripted: string[] = [];
  let nextPage = 9_000;

  const server = createServer((request, response) => {
    const page = request.url?.split("/")[2] ?? "";
    const answer = async (): Promise<void> => {
      asked.get(page)?.push(await text(request));
      const said = scripts.get(page)?.shift();
      if (said === undefined) unscripted.push(`${String(request.method)} ${String(request.url)}`);
      if (typeof said === "function") return said(response);
      const { status = 200, headers = {}, body = "nothing is scripted for this" } = said ?? {};
      response.writeHead(status, { "content-type": "application/json", ...headers });
      const written = typeof body === "string" ? body : JSON.stringify(body);
      response.end(written.replaceAll("{token}", aToken(page)));
    };
    answer().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const ahead = NOW - Date.now();
  const now = (): number => Date.now() + ahead;
  const house = await openHouse({
    config: configFrom({
      NODE_ENV: "test",
      REDIS_URL: redis.url,
      REDIS_PREFIX: redis.prefix,
      GRAPH_API_URL: `http://127.0.0.1:${String(port)}/v26.0`,
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      SEND_TIMEOUT_MS: "400",
    }),
    log: recorder.log,
    profile: "worker",
    now,
  });
  const classifier = house.startClassifier();
  const sender = await house.startSender();

  return {
    async play({ wroteHoursAgo = 1, page: settings = {}, templates, message = {} }, script) {
      nextPage += 1;
      const page = String(nextPage);
      const psid = String(nextPage * 10);
      scripts.set(page, [...script]);
      asked.set(page, []);
      await house.pages.put(page, pageSettings.parse({ name: "A shop", ...settings }), aToken(page));
      if (templates !== undefined) await house.pages.putTemplates(page, templates);
      if (wroteHoursAgo !== null) await house.conversations.inbound(page, psid, now() - wroteHoursAgo * HOUR);
      const submitted = await house.producer.submit(aMessageInput({ ...message, page, recipient: { psid } }));
      if (submitted.kind !== "accepted") throw new Error(JSON.stringify(submitted));
      const { id } = submitted;

      const ofIt = (event: string) => (line: Logged) => line.event === event && line.fields["id"] === id;
      await recorder.until(
        (line) =>
          ofIt("message.buried")(line) ||
          (script.length > 0 && recorder.lines.filter(ofIt("message.attempted")).length >= script.length),
      );
      const attempts = recorder.lines.filter(ofIt("message.attempted"));
      const last = attempts.at(-1)?.fields["next"];
      const isOver = (line: Logged) =>
        last === "hold" || last === "snooze"
          ? /^page\.(held|rests)$/.test(line.event) && line.fields["page"] === page
          : ofIt("message.buried")(line);
      if (last !== "done" && last !== "retry" && last !== "verify") await recorder.until(isOver);
      for (;;) {
        const told = await house.tellMessage(id);
        const held = (await house.pages.get(page))?.held;
        const rests = recorder.lines.find((it) => it.event === "page.rests" && it.fields["page"] === page);
        const isSettled =
          last === "done" ? told?.status === "sent" : told?.attempts.length === attempts.length;
        if (!isSettled || told === null) continue;
        // What would be tried again is not: the script has no reply for it.
        if (last !== "done") while ((await house.cancel(id, "test")).kind === "busy");
        return {
          bodies: asked.get(page)?.map((it) => it.replaceAll(id, "{id}").replaceAll(psid, "{psid}")) ?? [],
          steps: attempts.map((it) => `${String(it.fields["outcome"])}, ${String(it.fields["next"])}`),
          end: [
            told.status === "sending" || told.status === "held" ? "queued" : told.status,
            ...(told.deadLetter === undefined ? [] : [told.deadLetter.reason]),
            ...(held === undefined || held === null ? [] : [`held ${held.reason}`]),
            ...(rests === undefined ? [] : [`rests ${String(rests.fields["forMs"])}`]),
          ].join(" "),
        };
      }
    },
    async close() {
      await sender.close();
      await classifier.close();
      await house.close();
      server.closeAllConnections();
      server.close();
      await redis.cleanup();
      const left = [...scripts].flatMap(([page, script]) => script.map(() => page));
      if (left.length > 0) throw new Error(`replies were not asked for: ${left.join(", ")}`);
      if (unscripted.length > 0) throw new Error(`calls had no reply: ${unscripted.join(", ")}`);
      const logged = recorder.text();
      const leaked = [...scripts.keys()].filter((page) => logged.includes(aToken(page)));
      if (leaked.length > 0) throw new Error(`tokens were logged of ${leaked.join(", ")}`);
    },
  };
}
