/** Another text for a dead letter, and a replay with it. */
import { Button, Modal, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call, CallFailed } from "../../api/call.ts";
import type { DeadLetter } from "../../api/shapes.ts";
import { contentIn, textIn } from "../../parts/said.tsx";
import { isOvertaken, sayDone, sayOvertaken } from "../../parts/say.ts";
import { sentenceOf } from "../../parts/states.tsx";
import { goTo } from "../../router.ts";
import { words } from "../../words.ts";

interface Props {
  readonly letter: DeadLetter;
  readonly onClose: () => void;
  readonly onChanged: () => void;
  readonly onGone: () => void;
}

export function EditDialog({ letter, onClose, onChanged, onGone }: Props) {
  const content = contentIn(letter.message);
  const plain = textIn(content);
  const [draft, setDraft] = useState(plain ?? JSON.stringify(content, null, 2));
  const [error, setError] = useState<string | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: (edited: unknown) =>
      call<{ id: string }>("POST", `/v1/dead-letters/${letter.id}/replay`, { content: edited }),
    onSuccess({ id }) {
      sayDone(words.deadLetters.replayedOne);
      onChanged();
      goTo("/messages", { id });
    },
    onError(failed) {
      // Refused by policy is an answer to this very text: it is said beside it, and the text can be changed again.
      const isPolicy = failed instanceof CallFailed && typeof failed.problem["reason"] === "string";
      if (isPolicy || !isOvertaken(failed)) return setError(sentenceOf(failed));
      sayOvertaken(failed);
      onChanged();
      onGone();
    },
  });
  const submit = (): void => {
    setError(null);
    const edited = plain === null ? jsonIn(draft) : { text: draft };
    if (edited === undefined) setError(words.deadLetters.editJsonBad);
    else mutate(edited);
  };

  return (
    <Modal opened onClose={onClose} title={words.deadLetters.editTitle} size="lg">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p className="soft">{words.deadLetters.editSays}</p>
        <Textarea
          data-autofocus
          label={plain === null ? words.deadLetters.editJson : words.deadLetters.editText}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          error={error}
          autosize
          minRows={4}
          maxRows={16}
          dir="auto"
          {...(plain === null && { ff: "monospace" })}
        />
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {words.common.cancel}
          </Button>
          <Button type="submit" loading={isPending}>
            {words.deadLetters.replayOne}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
