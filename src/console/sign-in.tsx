/** The first thing that a visitor sees: what this is, and the door. */
import { Button, PasswordInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { CallFailed } from "./api/call.ts";
import { useDoors } from "./session.tsx";
import { words } from "./words.ts";

export function SignIn({ note }: { readonly note: string | null }) {
  const { signIn } = useDoors();
  const [key, setKey] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(key.trim());
    } catch (failed) {
      setError(
        failed instanceof CallFailed && failed.status !== 0 ? failed.message : words.signIn.unreachable,
      );
      setBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <section className="pitch">
        <Lanes />
        <span className="brand" style={{ margin: 0, color: "inherit" }}>
          <img src="/taglane.svg" alt="" />
          {words.product}
        </span>
        <h2>{words.signIn.lead}</h2>
        <ul>
          {words.signIn.points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </section>
      <section className="form">
        <form onSubmit={(event) => void submit(event)}>
          <h1>{words.signIn.title}</h1>
          {note !== null && (
            <p className="banner" role="status" style={{ margin: 0 }}>
              {note}
            </p>
          )}
          <PasswordInput
            label={words.signIn.key}
            description={words.signIn.keyHelp}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={error}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
            size="md"
          />
          <Button type="submit" size="md" loading={isBusy} disabled={key.trim() === ""}>
            {words.signIn.enter}
          </Button>
        </form>
      </section>
    </main>
  );
}

const PATHS = [
  "M-40 120 C 240 120, 300 300, 620 300 S 1000 180, 1300 180",
  "M-40 420 C 260 420, 340 380, 640 420 S 1000 560, 1300 560",
  "M-40 720 C 200 720, 360 560, 620 560 S 1020 760, 1300 760",
];

function Lanes() {
  return (
    <svg viewBox="0 0 1200 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {PATHS.map((path, index) => (
        <g key={path}>
          <path className="lane" d={path} />
          <path
            className={index === 2 ? "traffic stop" : "traffic"}
            d={path}
            style={{ animationDelay: `${String(index * -2.7)}s` }}
          />
        </g>
      ))}
    </svg>
  );
}
