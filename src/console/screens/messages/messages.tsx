/** Looks a message up, by its number or by the person that it is for. */
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { CallFailed } from "../../api/call.ts";
import { useConversation, useMessage, useMessagesOf } from "../../api/queries.ts";
import { labelOf } from "../../parts/labels.ts";
import { Moment } from "../../parts/moment.tsx";
import { PagePicker } from "../../parts/page-picker.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { WindowCard } from "../../parts/window-card.tsx";
import { goTo, hrefOf, usePlace } from "../../router.ts";
import { words } from "../../words.ts";
import { MessageStory } from "./message-story.tsx";
import { StatusPill } from "./status-pill.tsx";
import "./messages.css";

export function Messages() {
  const { query } = usePlace();
  const id = query.get("id");
  const page = query.get("page");
  const recipient = query.get("recipient");
  return (
    <>
      <header className="screen-head">
        <div>
          <h1>{words.messages.title}</h1>
          <p>{words.messages.lead}</p>
        </div>
      </header>
      <div className="stack">
        <LookUp key={query.toString()} id={id} page={page} recipient={recipient} />
        {id !== null ? (
          <OneMessage id={id} />
        ) : page !== null && recipient !== null ? (
          <OnePerson page={page} recipient={recipient} />
        ) : (
          <Empty>{words.messages.empty}</Empty>
        )}
      </div>
    </>
  );
}

interface LookUpProps {
  readonly id: string | null;
  readonly page: string | null;
  readonly recipient: string | null;
}

function LookUp(given: LookUpProps) {
  const [by, setBy] = useState<"id" | "person">(given.recipient === null ? "id" : "person");
  const [id, setId] = useState(given.id ?? "");
  const [page, setPage] = useState(given.page);
  const [psid, setPsid] = useState(given.recipient ?? "");
  const [error, setError] = useState<string | null>(null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setError(null);
    if (by === "id") {
      const found = messageIdIn(id.trim());
      if (found === null) setError(words.messages.badId);
      else goTo("/messages", { id: found });
    } else if (!/^\d{1,32}$/.test(psid.trim()) || page === null) setError(words.messages.badPsid);
    else goTo("/messages", { page, recipient: psid.trim() });
  }

  return (
    <form className="card padded look-up" onSubmit={submit}>
      <SegmentedControl
        value={by}
        onChange={(it) => setBy(it === "person" ? "person" : "id")}
        data={[
          { value: "id", label: words.messages.by.id },
          { value: "person", label: words.messages.by.person },
        ]}
      />
      <div className="look-up-fields">
        {by === "id" ? (
          <TextInput
            data-find
            label={words.messages.id}
            description={words.messages.idHelp}
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
            error={error}
            spellCheck={false}
          />
        ) : (
          <>
            <PagePicker value={page} onChange={setPage} />
            <TextInput
              data-find
              label={words.messages.psid}
              value={psid}
              onChange={(event) => setPsid(event.currentTarget.value)}
              error={error}
              inputMode="numeric"
            />
          </>
        )}
        <Button type="submit">{words.messages.find}</Button>
      </div>
    </form>
  );
}

/** A dead letter's number is its message's, with another letter in front. */
function messageIdIn(given: string): string | null {
  return /^[md][\w-]{24}(\.\d{1,3})?$/.test(given) ? `m${given.slice(1)}` : null;
}

function OneMessage({ id }: { readonly id: string }) {
  const message = useMessage(id);
  const { data } = message;
  const conversation = useConversation(data?.page ?? null, data?.recipient.psid ?? "");
  if (message.error instanceof CallFailed && message.error.status === 404)
    return <Empty>{words.messages.none}</Empty>;
  return (
    <Loaded query={message} rows={8}>
      {(told) => (
        <div className="message-halves">
          <MessageStory message={told} />
          <div className="stack">
            {conversation.data !== undefined && <WindowCard conversation={conversation.data} />}
            <a href={hrefOf("/messages", { page: told.page, recipient: told.recipient.psid })}>
              {words.messages.latest}
            </a>
          </div>
        </div>
      )}
    </Loaded>
  );
}

function OnePerson({ page, recipient }: { readonly page: string; readonly recipient: string }) {
  const messages = useMessagesOf(page, recipient);
  const conversation = useConversation(page, recipient);
  return (
    <div className="message-halves">
      <section className="card">
        <h2 className="padded">{words.messages.latest}</h2>
        <Loaded query={messages} rows={5}>
          {(items) =>
            items.length === 0 ? (
              <Empty>{words.messages.nonePerson}</Empty>
            ) : (
              <ul className="message-list">
                {items.map((it) => (
                  <li key={it.id}>
                    <a href={hrefOf("/messages", { id: it.id })}>
                      <span className="row spread">
                        <b>{labelOf(it.type)}</b>
                        <StatusPill status={it.status} />
                      </span>
                      <span className="row spread small soft">
                        <span className="mono">{it.id}</span>
                        <Moment at={it.acceptedAt} />
                      </span>
                    </a>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      <Loaded query={conversation} rows={4}>
        {(told) => <WindowCard conversation={told} />}
      </Loaded>
    </div>
  );
}
