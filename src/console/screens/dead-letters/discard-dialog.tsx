/** For good: the number has to be typed, and it has to be still right. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call, CallFailed } from "../../api/call.ts";
import type { Selection } from "../../api/shapes.ts";
import { full } from "../../parts/figures.ts";
import { sayDone } from "../../parts/say.ts";
import { sentenceOf } from "../../parts/states.tsx";
import { words } from "../../words.ts";

interface Props {
  readonly selection: Selection;
  readonly count: number;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function DiscardDialog({ selection, count, onClose, onChanged }: Props) {
  const [typed, setTyped] = useState("");
  const [expected, setExpected] = useState(count);
  const [error, setError] = useState<string | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      call<{ discarded: number }>("POST", "/v1/dead-letters/discard", {
        filter: selection,
        confirm: expected,
      }),
    onSuccess({ discarded }) {
      sayDone(words.deadLetters.discarded(full(discarded)));
      onChanged();
      onClose();
    },
    onError(failed) {
      const matched = failed instanceof CallFailed ? failed.problem["matched"] : undefined;
      if (typeof matched !== "number") return setError(sentenceOf(failed));
      setExpected(matched);
      setTyped("");
      setError(words.deadLetters.moved);
    },
  });
  const isRight = Number(typed.replaceAll(/[\s,.']/g, "")) === expected && typed.trim() !== "";

  return (
    <Modal opened onClose={onClose} title={words.deadLetters.discardTitle(full(expected))}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isRight) mutate();
        }}
      >
        <p>{words.deadLetters.discardSays}</p>
        <TextInput
          data-autofocus
          label={words.deadLetters.discardType(full(expected))}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={error}
          inputMode="numeric"
          autoComplete="off"
        />
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {words.common.cancel}
          </Button>
          <Button type="submit" color="stop" disabled={!isRight} loading={isPending}>
            {words.deadLetters.discardDo}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
