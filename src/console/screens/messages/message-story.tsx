/** One message from its acceptance to its reading, step by step, with what happened at each. */
import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { call } from "../../api/call.ts";
import { keys, usePageNames } from "../../api/queries.ts";
import type { Message } from "../../api/shapes.ts";
import { CarriedAs } from "../../parts/carried-as.tsx";
import { full } from "../../parts/figures.ts";
import { GraphWords } from "../../parts/graph-words.tsx";
import { labelOf } from "../../parts/labels.ts";
import { Moment } from "../../parts/moment.tsx";
import { sayDone, sayWhy } from "../../parts/say.ts";
import { hrefOf } from "../../router.ts";
import { useMay } from "../../session.tsx";
import { words } from "../../words.ts";
import { StatusPill } from "./status-pill.tsx";

/** Those that can still be taken back. */
const OPEN = ["accepted", "scheduled", "queued", "held"];

export function MessageStory({ message }: { readonly message: Message }) {
  const may = useMay();
  const names = usePageNames();
  const [isAsking, setAsking] = useState(false);
  return (
    <section className="card padded">
      <div className="row spread" style={{ marginBottom: 4 }}>
        <h2>{labelOf(message.type)}</h2>
        <StatusPill status={message.status} />
      </div>
      <p className="soft small wrap" style={{ marginBottom: 18 }}>
        <span className="mono">{message.id}</span> · <bdi>{names.get(message.page) ?? message.page}</bdi> ·{" "}
        <span className="mono">{message.recipient.psid}</span>
      </p>
      <ol className="timeline" aria-label={words.messages.timeline}>
        {stepsOf(message).map((step) => (
          <li key={`${step.title}${step.at ?? ""}`} data-tone={step.tone}>
            <div className="row spread">
              <b>{step.title}</b>
              {step.at !== null && (
                <span className="small soft">
                  <Moment at={step.at} as="time" />
                </span>
              )}
            </div>
            {step.body}
          </li>
        ))}
      </ol>
      {may("send") && OPEN.includes(message.status) && (
        <Button variant="outline" color="stop" size="compact-sm" onClick={() => setAsking(true)}>
          {words.messages.cancel}
        </Button>
      )}
      {isAsking && <CancelDialog id={message.id} onClose={() => setAsking(false)} />}
    </section>
  );
}

interface Step {
  readonly title: string;
  readonly at: string | null;
  readonly tone: "done" | "stop" | "wait" | "soft";
  readonly body?: ReactNode;
}

function stepsOf(message: Message): readonly Step[] {
  const { steps } = words.messages;
  return [
    ...pastOf(message),
    { title: steps.accepted, at: message.acceptedAt, tone: "done" },
    ...judgedOf(message),
    ...message.attempts.map((it, index): Step => {
      return {
        title: `${steps.attempt(index + 1)}: ${words.messages.outcome[it.outcome] ?? it.outcome}`,
        at: it.at,
        tone: it.outcome === "sent" ? "done" : it.outcome === "rejected" ? "stop" : "wait",
        body: (
          <div className="small">
            <p className="soft">{words.messages.took(full(it.durationMs))}</p>
            {it.error !== undefined && <GraphWords error={it.error} />}
          </div>
        ),
      };
    }),
    ...endOf(message),
  ];
}

function pastOf({ history = [], replayOf }: Message): readonly Step[] {
  const { steps } = words.messages;
  const deaths = history.map((it): Step => {
    return {
      title: `${steps.dead}: ${labelOf(it.reason).toLowerCase()}`,
      at: it.deadAt,
      tone: "stop",
      body: (
        <p className="small soft wrap" dir="auto">
          {[it.sentence, it.detail].filter((one) => one !== undefined && one !== "").join(" ")}{" "}
          {words.deadLetters.diedBefore(it.replayedBy)}
        </p>
      ),
    };
  });
  if (replayOf === undefined) return deaths;
  const link = <a href={hrefOf("/messages", { id: replayOf })}>{replayOf}</a>;
  return [
    ...deaths,
    { title: steps.replayOf, at: null, tone: "soft", body: <p className="small mono">{link}</p> },
  ];
}

function judgedOf({ decision }: Message): readonly Step[] {
  if (decision === null) return [];
  const isRefused = decision.verdict === "reject";
  const tone = isRefused ? "stop" : "done";
  const body = (
    <div className="small stack" style={{ gap: 4 }}>
      {decision.verdict === "send" && <CarriedAs decision={decision} />}
      {decision.because.map((it) => (
        <p key={it} className="soft wrap">
          {it}
        </p>
      ))}
    </div>
  );
  return [
    {
      title: `${words.messages.steps.judged}: ${isRefused ? words.compose.wouldNot.toLowerCase() : words.compose.wouldGo.toLowerCase()}`,
      at: null,
      tone,
      body,
    },
  ];
}

function endOf(message: Message): readonly Step[] {
  const { steps, status } = words.messages;
  const { sentAt, deliveredAt, readAt, deadLetter, replayedAs } = message;
  const ends: Step[] = [];
  if (sentAt !== undefined) ends.push({ title: steps.sent, at: sentAt, tone: "done" });
  if (deliveredAt !== undefined) ends.push({ title: steps.delivered, at: deliveredAt, tone: "done" });
  if (readAt !== undefined) ends.push({ title: steps.read, at: readAt, tone: "done" });
  if (deadLetter !== undefined) {
    ends.push({
      title: `${steps.dead}: ${labelOf(deadLetter.reason).toLowerCase()}`,
      at: null,
      tone: "stop",
      body: (
        <div className="small">
          <p>{deadLetter.sentence}</p>
          {deadLetter.detail !== "" && (
            <p className="soft wrap" dir="auto">
              {deadLetter.detail}
            </p>
          )}
          {replayedAs === undefined && (
            <a href={hrefOf("/dead-letters", { id: deadLetter.id })}>{words.deadLetters.open}</a>
          )}
        </div>
      ),
    });
  }
  if (replayedAs !== undefined) {
    const link = <a href={hrefOf("/messages", { id: replayedAs })}>{replayedAs}</a>;
    ends.push({ title: steps.replayed, at: null, tone: "soft", body: <p className="small mono">{link}</p> });
  }
  if (message.status === "cancelled") ends.push({ title: status["cancelled"] ?? "", at: null, tone: "soft" });
  if (ends.length > 0) return ends;
  return [
    {
      title: status[message.status] ?? message.status,
      at: null,
      tone: "wait",
      body: <p className="small soft">{steps.waits}</p>,
    },
  ];
}

function CancelDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call("DELETE", `/v1/messages/${id}`),
    onSuccess: () => sayDone(words.messages.cancelled),
    onError: sayWhy,
    async onSettled() {
      onClose();
      await queries.invalidateQueries({ queryKey: keys.messages });
    },
  });
  return (
    <Modal opened onClose={onClose} title={words.messages.cancelTitle}>
      <div className="stack">
        <p>{words.messages.cancelSays}</p>
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {words.common.close}
          </Button>
          <Button color="stop" loading={isPending} onClick={() => mutate()}>
            {words.messages.cancel}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
