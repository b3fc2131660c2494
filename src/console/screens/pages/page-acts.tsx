/** What can be done to a page, each with its own small dialog. */
import { Button, Modal, NumberInput, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { call } from "../../api/call.ts";
import { keys } from "../../api/queries.ts";
import type { Page } from "../../api/shapes.ts";
import { full, rough } from "../../parts/figures.ts";
import { sayDone, sayWhy } from "../../parts/say.ts";
import { words } from "../../words.ts";

export type PageAct = "pause" | "resume" | "rate" | "token";

interface Props {
  readonly page: Page;
  readonly onClose: () => void;
}

export function PageActDialog({ act, ...props }: Props & { readonly act: PageAct }) {
  switch (act) {
    case "pause":
      return <PauseDialog {...props} />;
    case "resume":
      return <ResumeDialog {...props} />;
    case "rate":
      return <RateDialog {...props} />;
    case "token":
      return <TokenDialog {...props} />;
  }
}

/** Tells the server, then everything that shows the page; and says what came of it. */
function usePageCall(page: Page, said: (page: Page) => string, onClose: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ method, path, body }: { method: "POST" | "PATCH"; path: string; body?: unknown }) =>
      call<Page>(method, `/v1/pages/${page.id}${path}`, body),
    onSuccess(changed) {
      sayDone([said(changed), changed.warning].filter((it) => it !== undefined).join(" "));
      onClose();
    },
    onError: sayWhy,
    async onSettled() {
      await queries.invalidateQueries({ queryKey: keys.pages });
      await queries.invalidateQueries({ queryKey: keys.overview });
    },
  });
}

function Dialog(props: {
  readonly title: string;
  readonly isBusy: boolean;
  readonly doing: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Modal opened onClose={props.onClose} title={<bdi>{props.title}</bdi>}>
      <form className="stack" onSubmit={submit}>
        {props.children}
        <div className="row end">
          <Button variant="default" onClick={props.onClose}>
            {words.common.cancel}
          </Button>
          <Button type="submit" loading={props.isBusy}>
            {props.doing}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function PauseDialog({ page, onClose }: Props) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | null>(null);
  const { mutate, isPending } = usePageCall(page, (it) => words.pages.paused(it.name), onClose);
  const submit = (): void => {
    if (reason.trim() === "") setError(words.pages.pauseReasonNeeded);
    else mutate({ method: "POST", path: "/pause", body: { reason: reason.trim() } });
  };
  return (
    <Dialog
      title={words.pages.pauseTitle(page.name)}
      doing={words.pages.pause}
      isBusy={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.pages.pauseSays}</p>
      <TextInput
        data-autofocus
        label={words.pages.pauseReason}
        description={words.pages.pauseReasonHelp}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={error}
      />
    </Dialog>
  );
}

function ResumeDialog({ page, onClose }: Props) {
  const { mutate, isPending } = usePageCall(page, (it) => words.pages.resumed(it.name), onClose);
  const waiting = full(page.lane.waiting + page.lane.delayed);
  return (
    <Dialog
      title={words.pages.resumeTitle(page.name)}
      doing={words.pages.resume}
      isBusy={isPending}
      onSubmit={() => mutate({ method: "POST", path: "/resume" })}
      onClose={onClose}
    >
      <p>{words.pages.resumeSays(waiting)}</p>
    </Dialog>
  );
}

function RateDialog({ page, onClose }: Props) {
  const [rate, setRate] = useState<string | number>(page.lane.ratePerSecond);
  const [error, setError] = useState<string | null>(null);
  const { mutate, isPending } = usePageCall(
    page,
    (it) => words.pages.rateSaved(`${rough(it.lane.ratePerSecond)} ${words.common.perSecond}`),
    onClose,
  );
  const submit = (): void => {
    const ratePerSecond = Number(rate);
    if (rate === "" || !(ratePerSecond >= 0.1 && ratePerSecond <= 300)) setError(words.pages.rateBad);
    else mutate({ method: "PATCH", path: "", body: { ratePerSecond } });
  };
  return (
    <Dialog
      title={`${words.pages.edit}: ${page.name}`}
      doing={words.common.save}
      isBusy={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <NumberInput
        data-autofocus
        label={words.pages.rate}
        description={words.pages.rateHelp}
        value={rate}
        onChange={setRate}
        error={error}
        step={1}
        decimalScale={1}
      />
    </Dialog>
  );
}

function TokenDialog({ page, onClose }: Props) {
  const [token, setToken] = useState("");
  const [error, setError] = useState<string | null>(null);
  const { mutate, isPending } = usePageCall(page, () => words.pages.tokenSaved, onClose);
  const submit = (): void => {
    if (token.trim() === "") setError(words.pages.tokenNeeded);
    else mutate({ method: "PATCH", path: "", body: { accessToken: token.trim() } });
  };
  return (
    <Dialog
      title={`${words.pages.token}: ${page.name}`}
      doing={words.common.save}
      isBusy={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <PasswordInput
        data-autofocus
        label={words.pages.tokenField}
        description={words.pages.tokenHelp}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        error={error}
        autoComplete="off"
      />
    </Dialog>
  );
}
