/** Many at once: first what would become of them, then the replay itself, with its progress and a way to stop it. */
import { Button, Loader, Modal, Progress } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { useReplay } from "../../api/queries.ts";
import type { Preview, Replay, Selection } from "../../api/shapes.ts";
import { full } from "../../parts/figures.ts";
import { labelOf } from "../../parts/labels.ts";
import { sayWhy } from "../../parts/say.ts";
import { Failed } from "../../parts/states.tsx";
import { skipSentence } from "../../../core/replay.ts";
import { words } from "../../words.ts";

interface Props {
  readonly selection: Selection;
  readonly count: number;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function ReplayDialog({ selection, count, onClose, onChanged }: Props) {
  const [replayId, setReplayId] = useState<string | null>(null);
  const close = (): void => {
    if (replayId !== null) onChanged();
    onClose();
  };
  return (
    <Modal opened onClose={close} size="lg" title={words.deadLetters.replayTitle(full(count))}>
      {replayId === null ? (
        <Before selection={selection} onClose={close} onStarted={setReplayId} />
      ) : (
        <During id={replayId} onClose={close} />
      )}
    </Modal>
  );
}

interface BeforeProps {
  readonly selection: Selection;
  readonly onClose: () => void;
  readonly onStarted: (id: string) => void;
}

function Before({ selection, onClose, onStarted }: BeforeProps) {
  // Closing the dialog breaks the call off, and the server stops judging.
  const preview = useQuery({
    queryKey: ["preview", selection],
    queryFn: ({ signal }) =>
      call<Preview>("POST", "/v1/dead-letters/replay", { filter: selection, dryRun: true }, signal),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<{ replayId: string }>("POST", "/v1/dead-letters/replay", { filter: selection }),
    onSuccess: (started) => onStarted(started.replayId),
    onError: sayWhy,
  });
  const { data, error } = preview;
  return (
    <div className="stack">
      <p>{words.deadLetters.replaySays}</p>
      {data !== undefined ? (
        <Verdicts preview={data} />
      ) : error !== null ? (
        <Failed error={error} retry={() => void preview.refetch()} />
      ) : (
        <p className="row soft" role="status">
          <Loader size="xs" /> {words.deadLetters.judging}
        </p>
      )}
      <div className="row end">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button
          disabled={data === undefined || data.wouldSend === 0}
          loading={isPending}
          onClick={() => mutate()}
        >
          {words.deadLetters.startReplay(full(data?.wouldSend ?? 0))}
        </Button>
      </div>
    </div>
  );
}

function Verdicts({ preview }: { readonly preview: Preview }) {
  const refused = Object.entries(preview.wouldReject).toSorted(([, a], [, b]) => b - a);
  const total = refused.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div className="stack">
      <div
        className="verdict-bar"
        role="img"
        aria-label={`${full(preview.wouldSend)} ${words.deadLetters.wouldSend}, ${full(total)} ${words.deadLetters.wouldReject}`}
      >
        {preview.wouldSend > 0 && <span className="go" style={{ flexGrow: preview.wouldSend }} />}
        {refused.map(([reason, count]) => (
          <span key={reason} className="no" style={{ flexGrow: count }} title={labelOf(reason)} />
        ))}
      </div>
      <ul className="verdicts">
        <li>
          <b className="flow-ink">{full(preview.wouldSend)}</b>
          <span>{words.deadLetters.wouldSend}</span>
        </li>
        {refused.map(([reason, count]) => (
          <li key={reason}>
            <b className="stop-ink">{full(count)}</b>
            <span>
              {words.deadLetters.wouldReject}: {labelOf(reason).toLowerCase()}
              <br />
              <span className="small soft">{skipSentence(reason)}</span>
            </span>
          </li>
        ))}
      </ul>
      {refused.length > 0 && (
        <p className="small soft">
          {preview.wouldSend === 0 ? words.deadLetters.nothingGoes : words.deadLetters.stays}
        </p>
      )}
    </div>
  );
}

function During({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data, error } = useReplay(id);
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<Replay>("DELETE", `/v1/replays/${id}`),
    onError: sayWhy,
  });
  const isOver = typeof data?.endedAt === "string";
  return (
    <div className="stack">
      {data === undefined ? (
        error === null ? (
          <Loader size="sm" />
        ) : (
          <Failed error={error} />
        )
      ) : (
        <Running replay={data} />
      )}
      <div className="row end">
        {!isOver && (
          <Button
            variant="outline"
            color="stop"
            loading={isPending || data?.state === "aborting"}
            onClick={() => mutate()}
          >
            {words.deadLetters.abort}
          </Button>
        )}
        <Button variant={isOver ? "filled" : "default"} onClick={onClose}>
          {isOver ? words.common.close : words.deadLetters.close}
        </Button>
      </div>
    </div>
  );
}

function Running({ replay }: { readonly replay: Replay }) {
  const { matched, done, state } = replay;
  const percent = matched === 0 ? (replay.endedAt === null ? 0 : 100) : (done / matched) * 100;
  const skipped = Object.entries(replay.skippedBecause).toSorted(([, a], [, b]) => b - a);
  return (
    <>
      <div className="row spread" role="status">
        <strong>{words.deadLetters.states[state]}</strong>
        <span className="soft">{words.deadLetters.progress(full(done), full(matched))}</span>
      </div>
      <Progress
        value={percent}
        size="lg"
        radius="xl"
        animated={replay.endedAt === null}
        aria-label={words.deadLetters.running}
      />
      <ul className="verdicts">
        <li>
          <b className="flow-ink">{full(replay.replayed)}</b>
          <span>{words.deadLetters.replayed}</span>
        </li>
        {skipped.map(([reason, count]) => (
          <li key={reason}>
            <b className="stop-ink">{full(count)}</b>
            <span>
              {words.deadLetters.skipped}: {labelOf(reason).toLowerCase()}
              <br />
              <span className="small soft">{skipSentence(reason)}</span>
            </span>
          </li>
        ))}
      </ul>
      {state === "aborted" && <p className="small soft">{words.deadLetters.aborted}</p>}
    </>
  );
}
