/** Writes a message and shows, while it is written, what would become of it; then sends it. */
import { Button, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { useConversation, useJobTypes, usePageNames } from "../../api/queries.ts";
import type { JobType } from "../../api/shapes.ts";
import { labelOf } from "../../parts/labels.ts";
import { PagePicker } from "../../parts/page-picker.tsx";
import { sayDone, sayFailed } from "../../parts/say.ts";
import { Loaded } from "../../parts/states.tsx";
import { WindowCard } from "../../parts/window-card.tsx";
import { goTo, usePlace } from "../../router.ts";
import { useMay } from "../../session.tsx";
import { words } from "../../words.ts";
import { Answer } from "./answer.tsx";
import { fieldsOf, messageOf, newKey, type Draft, type EvidenceField } from "./draft.ts";
import "./compose.css";

/** After so long without a key the server is asked, ms. */
const PAUSE_MS = 350;
const LONGEST_TEXT = 1_999;

export function Compose() {
  const types = useJobTypes();
  return (
    <>
      <header className="screen-head">
        <div>
          <h1>{words.compose.title}</h1>
          <p>{words.compose.lead}</p>
        </div>
      </header>
      <Loaded query={types} rows={8}>
        {(items) => <Desk types={items} />}
      </Loaded>
    </>
  );
}

function Desk({ types }: { readonly types: readonly JobType[] }) {
  const { query } = usePlace();
  const [draft, setDraft] = useState<Draft>({
    page: query.get("page"),
    psid: query.get("recipient") ?? "",
    type: query.get("type"),
    text: "",
    evidence: {},
  });
  const [isAsking, setAsking] = useState(false);
  const [verdict, setVerdict] = useState<"send" | "reject" | null>(null);
  const may = useMay();
  const type = types.find((it) => it.name === draft.type);
  const fields = fieldsOf(type);
  const message = messageOf(draft, fields);
  const [settled] = useDebouncedValue(draft, PAUSE_MS);
  const asked = messageOf(settled, fieldsOf(types.find((it) => it.name === settled.type)));
  const conversation = useConversation(settled.page, settled.psid);
  const change = (more: Partial<Draft>): void => setDraft((it) => ({ ...it, ...more }));

  return (
    <div className="desk">
      <form
        className="card padded stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (message !== null && verdict === "send") setAsking(true);
        }}
      >
        <h2>{words.compose.who}</h2>
        <div className="desk-pair">
          <PagePicker value={draft.page} onChange={(page) => change({ page })} />
          <TextInput
            data-find
            label={words.compose.psid}
            value={draft.psid}
            inputMode="numeric"
            onChange={(event) => change({ psid: event.currentTarget.value.trim() })}
            error={draft.psid !== "" && !/^\d{1,32}$/.test(draft.psid) && words.messages.badPsid}
          />
        </div>
        <h2>{words.compose.why}</h2>
        <Select
          label={words.compose.type}
          description={words.compose.typeHelp}
          searchable
          data={groupsOf(types)}
          value={draft.type}
          onChange={(it) => change({ type: it })}
          comboboxProps={{ shadow: "md" }}
        />
        <Evidence fields={fields} draft={draft} onChange={(evidence) => change({ evidence })} />
        <h2>{words.compose.what}</h2>
        <Textarea
          label={words.compose.text}
          description={words.compose.textLeft(LONGEST_TEXT - draft.text.length)}
          value={draft.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          autosize
          minRows={3}
          maxRows={14}
          maxLength={LONGEST_TEXT}
          dir="auto"
        />
        {may("send") && (
          <div className="row end">
            <Button type="submit" size="md" disabled={message === null || verdict !== "send"}>
              {words.compose.send}
            </Button>
          </div>
        )}
      </form>
      <div className="stack desk-side">
        <Answer
          message={asked}
          text={settled.text}
          onVerdict={setVerdict}
          onUse={(it) => change({ type: it })}
        />
        {conversation.data !== undefined && <WindowCard conversation={conversation.data} />}
      </div>
      {isAsking && message !== null && (
        <SendDialog message={message} draft={draft} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}

function groupsOf(types: readonly JobType[]) {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { name, tag } of types) {
    const group = tag ?? words.compose.noTag;
    groups.set(group, [...(groups.get(group) ?? []), { value: name, label: labelOf(name) }]);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}

interface EvidenceProps {
  readonly fields: readonly EvidenceField[];
  readonly draft: Draft;
  readonly onChange: (evidence: Draft["evidence"]) => void;
}

function Evidence({ fields, draft, onChange }: EvidenceProps) {
  if (draft.type === null) return null;
  if (fields.length === 0) return <p className="small soft">{words.compose.evidenceNone}</p>;
  return (
    <fieldset className="evidence">
      <legend>{words.compose.evidence}</legend>
      {fields.map(({ path, isRequired, isTime }) => (
        <TextInput
          key={path}
          label={words.compose.fields[path] ?? path}
          {...(!isRequired && { placeholder: words.compose.optional })}
          withAsterisk={isRequired}
          type={isTime ? "datetime-local" : "text"}
          value={draft.evidence[path] ?? ""}
          onChange={(event) => onChange({ ...draft.evidence, [path]: event.currentTarget.value })}
        />
      ))}
    </fieldset>
  );
}

interface SendProps {
  readonly message: Readonly<Record<string, unknown>>;
  readonly draft: Draft;
  readonly onClose: () => void;
}

function SendDialog({ message, draft, onClose }: SendProps) {
  const names = usePageNames();
  const [idempotencyKey] = useState(newKey);
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<{ id: string }>("POST", "/v1/messages", { ...message, idempotencyKey }),
    onSuccess({ id }) {
      sayDone(words.compose.sent);
      goTo("/messages", { id });
    },
    onError: sayFailed,
  });
  const page = draft.page ?? "";
  return (
    <Modal opened onClose={onClose} title={words.compose.sendTitle}>
      <div className="stack">
        <p>{words.compose.sendSays(draft.psid, names.get(page) ?? page)}</p>
        <p className="said" dir="auto">
          {draft.text}
        </p>
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {words.common.cancel}
          </Button>
          <Button loading={isPending} onClick={() => mutate()} data-autofocus>
            {words.compose.send}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
