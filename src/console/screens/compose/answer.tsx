/** What would become of the message that is being written: asked anew with every change, sending nothing. */
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleSlash } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { call, CallFailed } from "../../api/call.ts";
import type { Explanation, Mark } from "../../api/shapes.ts";
import { CarriedAs } from "../../parts/carried-as.tsx";
import { dayAndTime } from "../../parts/figures.ts";
import { labelOf } from "../../parts/labels.ts";
import { Moment } from "../../parts/moment.tsx";
import { Failed, Loading } from "../../parts/states.tsx";
import { words } from "../../words.ts";
import { MarkedText } from "./marked-text.tsx";

interface Props {
  /** Null: it is not whole yet. */
  readonly message: Readonly<Record<string, unknown>> | null;
  readonly text: string;
  readonly onVerdict: (verdict: "send" | "reject" | null) => void;
  readonly onUse: (type: string) => void;
}

export function Answer({ message, text, onVerdict, onUse }: Props) {
  const explanation = useQuery({
    queryKey: ["explain", message],
    queryFn: ({ signal }) => call<Explanation>("POST", "/v1/messages/explain", message, signal),
    enabled: message !== null,
    // A window may close while one thinks.
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { data, error, isPlaceholderData } = explanation;
  const verdict = message === null || error !== null || isPlaceholderData ? null : (data?.verdict ?? null);
  const tell = useEffectEvent((it: typeof verdict) => onVerdict(it));
  useEffect(() => tell(verdict), [verdict]);

  return (
    <section className="card padded answer" aria-live="polite" aria-label={words.compose.answer}>
      {message === null ? (
        <p className="soft">{words.compose.waiting}</p>
      ) : error instanceof CallFailed && error.status === 422 ? (
        <Incomplete error={error} />
      ) : error !== null ? (
        <Failed error={error} retry={() => void explanation.refetch()} />
      ) : data === undefined ? (
        <Loading rows={5} />
      ) : (
        <Told told={data} text={text} onUse={onUse} />
      )}
    </section>
  );
}

function Incomplete({ error }: { readonly error: CallFailed }) {
  return (
    <>
      <h2>{words.compose.incomplete}</h2>
      <ul className="because">
        {error.faults.map((it) => (
          <li key={it.path + it.message}>
            <b>{words.compose.fields[it.path] ?? it.path}</b> {it.message}
          </li>
        ))}
      </ul>
    </>
  );
}

function Told({
  told,
  text,
  onUse,
}: {
  readonly told: Explanation;
  readonly text: string;
  readonly onUse: Props["onUse"];
}) {
  const maySend = told.verdict === "send";
  const marks = marksIn(told);
  return (
    <>
      <h2 className={maySend ? "verdict flow-ink" : "verdict stop-ink"}>
        {maySend ? <CircleCheck size={22} aria-hidden /> : <CircleSlash size={22} aria-hidden />}
        {maySend ? words.compose.wouldGo : `${words.compose.wouldNot}: ${labelOf(told.reason).toLowerCase()}`}
      </h2>
      <ul className="because">
        {told.because.map((it) => (
          <li key={it} className="wrap">
            {it}
          </li>
        ))}
      </ul>
      {marks.length > 0 && (
        <div>
          <h3 style={{ marginBottom: 6 }}>{words.compose.marks}</h3>
          <MarkedText text={text} marks={marks} />
          <ul className="mark-list small">
            {marks.map((it) => (
              <li key={`${String(it.start)} ${it.why}`}>
                <mark>{text.slice(it.start, it.end)}</mark> {it.why}
              </li>
            ))}
          </ul>
        </div>
      )}
      <dl className="facts">
        <dt>{words.compose.tag}</dt>
        <dd>
          {told.tag === null ? words.compose.noAllowedTag : <span className="pill mono">{told.tag}</span>}
        </dd>
        {told.verdict === "send" && (
          <>
            <dt>{words.compose.carried}</dt>
            <dd>
              <CarriedAs decision={told} />
            </dd>
            {told.validUntil !== null && (
              <>
                <dt>{words.compose.until}</dt>
                <dd>
                  <Moment at={told.validUntil} as="time" />
                </dd>
              </>
            )}
          </>
        )}
        <dt>{words.compose.policy}</dt>
        <dd>{words.overview.policies[told.policy] ?? told.policy}</dd>
      </dl>
      {told.quietUntil !== null && (
        <p className="banner" style={{ margin: 0 }}>
          {words.compose.quiet(dayAndTime(told.quietUntil))}
        </p>
      )}
      {told.verdict === "reject" && told.alternatives.length > 0 && (
        <div>
          <h3 style={{ marginBottom: 6 }}>{words.compose.alternatives}</h3>
          <ul className="alternatives">
            {told.alternatives.map((it) => (
              <li key={it.type + it.when}>
                <span>
                  <b>{labelOf(it.type)}</b> <span className="soft">{it.when}</span>
                </span>
                <Button
                  size="compact-xs"
                  variant="default"
                  style={{ flex: "none" }}
                  onClick={() => onUse(it.type)}
                >
                  {words.compose.use}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {told.request !== null && (
        <details>
          <summary>{words.compose.request}</summary>
          <pre className="json">{JSON.stringify(told.request, null, 2)}</pre>
        </details>
      )}
    </>
  );
}

function marksIn({ promotion }: Explanation): readonly Mark[] {
  return promotion?.marks.filter((it) => it.weight > 0) ?? [];
}
