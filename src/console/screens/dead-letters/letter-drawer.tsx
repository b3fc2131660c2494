/** One dead letter: what it said, why it died, in whose words, and what can be done. */
import { Button, CopyButton, Drawer } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call, CallFailed } from "../../api/call.ts";
import { useDeadLetter, usePageNames } from "../../api/queries.ts";
import type { DeadLetter } from "../../api/shapes.ts";
import { Attempts } from "../../parts/attempts.tsx";
import { GraphWords } from "../../parts/graph-words.tsx";
import { labelOf } from "../../parts/labels.ts";
import { Moment } from "../../parts/moment.tsx";
import { contentIn, Said } from "../../parts/said.tsx";
import { isOvertaken, sayDone, sayWhy } from "../../parts/say.ts";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { goTo, hrefOf } from "../../router.ts";
import { useMay } from "../../session.tsx";
import { words } from "../../words.ts";
import { EditDialog } from "./edit-dialog.tsx";

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  /** Something was done, or found to have been done by another. */
  readonly onChanged: () => void;
}

export function LetterDrawer({ id, onClose, onChanged }: Props) {
  const letter = useDeadLetter(id);
  const isGone = letter.error instanceof CallFailed && letter.error.status === 404;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(580px, 100vw)"
      title={letter.data === undefined ? words.deadLetters.title : labelOf(letter.data.reason)}
      closeButtonProps={{ "aria-label": words.common.close }}
    >
      {isGone ? (
        <Empty>
          {letter.error instanceof Error && letter.error.message} {words.states.gone}
        </Empty>
      ) : letter.data !== undefined ? (
        <Letter letter={letter.data} onClose={onClose} onChanged={onChanged} />
      ) : letter.error !== null ? (
        <Failed error={letter.error} retry={() => void letter.refetch()} />
      ) : (
        <Loading rows={9} />
      )}
    </Drawer>
  );
}

function Letter({ letter, onClose, onChanged }: Omit<Props, "id"> & { readonly letter: DeadLetter }) {
  const may = useMay();
  const [isEditing, setEditing] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<{ id: string }>("POST", `/v1/dead-letters/${letter.id}/replay`, {}),
    onSuccess({ id }) {
      sayDone(words.deadLetters.replayedOne);
      onChanged();
      goTo("/messages", { id });
    },
    onError(error) {
      sayWhy(error);
      if (!isOvertaken(error)) return;
      onChanged();
    },
  });
  const content = contentIn(letter.message);

  return (
    <article className="letter">
      <p className="letter-sentence">{letter.sentence}</p>
      {letter.detail !== "" && (
        <p className="wrap soft" dir="auto">
          {letter.detail}
        </p>
      )}
      {may("ops") && (
        <div className="row">
          <Button loading={isPending} onClick={() => mutate()}>
            {words.deadLetters.replayOne}
          </Button>
          {content !== undefined && (
            <Button variant="default" onClick={() => setEditing(true)}>
              {words.deadLetters.editOne}
            </Button>
          )}
          <Button component="a" variant="subtle" href={hrefOf("/messages", { id: letter.messageId })}>
            {words.deadLetters.toMessage}
          </Button>
        </div>
      )}
      <section>
        <h3>{words.deadLetters.content}</h3>
        {content === undefined ? (
          <pre className="json">{JSON.stringify(letter.message, null, 2)}</pre>
        ) : (
          <Said content={content} />
        )}
      </section>
      <section>
        <h3>{words.deadLetters.meta}</h3>
        {letter.graphError === null ? (
          <p className="soft">{words.deadLetters.metaNone}</p>
        ) : (
          <div className="metas">
            <GraphWords error={letter.graphError} />
          </div>
        )}
      </section>
      <Facts letter={letter} />
      {letter.decision !== null && letter.decision.because.length > 0 && (
        <section>
          <h3>{words.deadLetters.decision}</h3>
          <ul className="because">
            {letter.decision.because.map((it) => (
              <li key={it} className="wrap">
                {it}
              </li>
            ))}
          </ul>
        </section>
      )}
      {letter.attempts.length > 0 && (
        <section>
          <h3>{words.deadLetters.tries}</h3>
          <Attempts attempts={letter.attempts} />
        </section>
      )}
      <Past letter={letter} />
      <details>
        <summary>{words.deadLetters.raw}</summary>
        <pre className="json">{JSON.stringify(letter.message, null, 2)}</pre>
      </details>
      {isEditing && (
        <EditDialog
          letter={letter}
          onClose={() => setEditing(false)}
          onChanged={onChanged}
          onGone={() => {
            setEditing(false);
            onClose();
          }}
        />
      )}
    </article>
  );
}

function Facts({ letter }: { readonly letter: DeadLetter }) {
  const names = usePageNames();
  const { columns } = words.deadLetters;
  const page = letter.page;
  return (
    <dl className="facts">
      <dt>{columns.type}</dt>
      <dd>{letter.type === null ? "–" : labelOf(letter.type)}</dd>
      <dt>{columns.page}</dt>
      <dd>
        {page === null ? (
          words.common.noPage
        ) : (
          <a href={hrefOf(`/pages/${page}`)}>
            <bdi>{names.get(page) ?? page}</bdi>
          </a>
        )}
      </dd>
      <dt>{columns.recipient}</dt>
      <dd className="mono">
        {letter.recipient === null || page === null ? (
          (letter.recipient ?? "–")
        ) : (
          <a href={hrefOf("/messages", { page, recipient: letter.recipient })}>{letter.recipient}</a>
        )}
      </dd>
      <dt>{words.deadLetters.accepted}</dt>
      <dd>
        <Moment at={letter.acceptedAt} as="time" />
      </dd>
      <dt>{words.deadLetters.died}</dt>
      <dd>
        <Moment at={letter.deadAt} as="time" />
      </dd>
      <dt>{words.messages.id}</dt>
      <dd>
        <span className="mono">{letter.messageId}</span>{" "}
        <CopyButton value={letter.messageId}>
          {({ copied, copy }) => (
            <button type="button" className="textual small" onClick={copy}>
              {copied ? words.common.copied : words.common.copy}
            </button>
          )}
        </CopyButton>
      </dd>
    </dl>
  );
}

function Past({ letter }: { readonly letter: DeadLetter }) {
  return (
    <section>
      <h3>{words.deadLetters.history}</h3>
      {letter.history.length === 0 ? (
        <p className="soft">{words.deadLetters.historyNone}</p>
      ) : (
        <ol className="tries">
          {letter.history.map((it) => (
            <li key={it.messageId}>
              <span>
                <b>{labelOf(it.reason)}</b>, {words.deadLetters.attempts(it.attempts)}
              </span>
              <span className="small soft">
                <Moment at={it.deadAt} />, {words.deadLetters.diedBefore(it.replayedBy)}{" "}
                <Moment at={it.replayedAt} />
              </span>
              {it.detail !== "" && (
                <span className="full small soft wrap" dir="auto">
                  {it.detail}
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
