/** A person's messaging window on one page, with the time that is left of it, second by second. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/call.ts";
import { keys } from "../api/queries.ts";
import type { Conversation } from "../api/shapes.ts";
import { useMay } from "../session.tsx";
import { words } from "../words.ts";
import { Moment, useNow } from "./moment.tsx";
import { sayDone, sayWhy } from "./say.ts";
import "./window-card.css";

const TONES = { open: "flow", human_agent: "wait", closed: "stop" } as const;
const DAY_MS = 86_400_000;

export function WindowCard({ conversation }: { readonly conversation: Conversation }) {
  const { window, lastInboundAt } = conversation;
  const { state } = window;
  const endsAt = state === "open" ? window.closesAt : state === "human_agent" ? window.humanAgentUntil : null;
  return (
    <section className="card padded window-card" aria-label={words.window.title}>
      <div className="row spread">
        <h2>{words.window.title}</h2>
        <span className={`pill ${TONES[state]}`}>
          <span className="dot" /> {words.window[state]}
        </span>
      </div>
      {endsAt !== null && (
        <Countdown until={endsAt} spanMs={state === "open" ? DAY_MS : 6 * DAY_MS} tone={TONES[state]} />
      )}
      <p className="soft small">{words.window.explain[state]}</p>
      <dl className="facts">
        <dt>{words.window.lastWrote}</dt>
        <dd>{lastInboundAt === null ? words.window.neverWrote : <Moment at={lastInboundAt} />}</dd>
        {window.closesAt !== null && state === "open" && (
          <>
            <dt>{words.window.closesAt}</dt>
            <dd data-testid="closes-at">
              <Moment at={window.closesAt} as="time" />
            </dd>
          </>
        )}
        {window.humanAgentUntil !== null && (
          <>
            <dt>{words.window.humanUntil}</dt>
            <dd>
              <Moment at={window.humanAgentUntil} as="time" />
            </dd>
          </>
        )}
      </dl>
      <Suppressed conversation={conversation} />
    </section>
  );
}

function Countdown({
  until,
  spanMs,
  tone,
}: {
  readonly until: string;
  readonly spanMs: number;
  readonly tone: string;
}) {
  const leftMs = Math.max(0, Date.parse(until) - useNow());
  return (
    <div>
      <p className="figure countdown" role="timer">
        {clockOf(leftMs)}
      </p>
      <div className="countdown-bar" aria-hidden>
        <span className={tone} style={{ width: `${String(Math.min(100, (leftMs / spanMs) * 100))}%` }} />
      </div>
    </div>
  );
}

/** `2 d 03:04:05` */
function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const days = Math.floor(seconds / 86_400);
  const parts = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((it) => String(it).padStart(2, "0")).join(":");
  return days === 0 ? clock : `${String(days)} d ${clock}`;
}

function Suppressed({ conversation: { page, psid, suppressed } }: { readonly conversation: Conversation }) {
  const may = useMay();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<Conversation>("DELETE", `/v1/conversations/${page}/${psid}/suppression`),
    onSuccess: () => sayDone(words.window.forgiven),
    onError: sayWhy,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.conversations }),
  });
  if (suppressed === null) return null;
  return (
    <div className="banner stop" style={{ margin: 0, flexWrap: "wrap" }}>
      <div style={{ flex: 1, minWidth: 200 }}>
        <p>
          {words.window.suppressed}, <Moment at={suppressed.since} />
        </p>
        <p className="wrap" style={{ fontWeight: 450 }} dir="auto">
          {suppressed.detail}
        </p>
      </div>
      {may("ops") && (
        <Button size="compact-sm" variant="default" loading={isPending} onClick={() => mutate()}>
          {words.window.forgive}
        </Button>
      )}
    </div>
  );
}
