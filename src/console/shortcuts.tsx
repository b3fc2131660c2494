/** The keyboard: `g` and a letter goes to a screen, `/` finds, `?` helps. */
import { Kbd, Modal, useMantineColorScheme } from "@mantine/core";
import { useEffect, useEffectEvent } from "react";
import { goTo } from "./router.ts";
import { words } from "./words.ts";

interface Goal {
  readonly path: string;
  readonly name: string;
  readonly key: string;
}

/** So long after a `g` the letter may come, ms. */
const PATIENCE_MS = 1_500;

export function useShortcuts(goals: readonly Goal[], toggleHelp: () => void): void {
  const { setColorScheme } = useMantineColorScheme();
  const press = useEffectEvent((key: string, afterG: boolean): boolean => {
    const goal = afterG ? goals.find((it) => it.key === key) : undefined;
    if (goal !== undefined) {
      goTo(goal.path);
      return true;
    }
    switch (key) {
      case "?":
        toggleHelp();
        return true;
      case "/":
        return find();
      case "t": {
        const isDark = document.documentElement.dataset["mantineColorScheme"] === "dark";
        setColorScheme(isDark ? "light" : "dark");
        return true;
      }
      default:
        return false;
    }
  });

  useEffect(() => {
    let gAt = -Infinity;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const afterG = performance.now() - gAt < PATIENCE_MS;
      gAt = event.key === "g" ? performance.now() : -Infinity;
      if (press(event.key, afterG)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** Each screen marks the field in which one looks for something. */
function find(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-find]");
  field?.focus();
  field?.select();
  return field !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

export function ShortcutHelp({
  places,
  opened,
  onClose,
}: {
  readonly places: readonly Goal[];
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const here: readonly (readonly [string, string])[] = [
    ["/", words.help.search],
    ["↑ ↓", words.help.rows],
    ["Enter", words.help.openRow],
    ["x", words.help.selectRow],
    ["Esc", words.help.escape],
    ["t", words.help.theme],
    ["?", words.help.help],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={words.help.title}>
      <div className="stack">
        <h3>{words.help.go}</h3>
        <dl className="facts">
          {places.map((it) => (
            <Row key={it.key} what={it.name}>
              <Kbd>g</Kbd> {words.help.andThen} <Kbd>{it.key}</Kbd>
            </Row>
          ))}
        </dl>
        <h3>{words.help.here}</h3>
        <dl className="facts">
          {here.map(([key, what]) => (
            <Row key={key} what={what}>
              <Kbd>{key}</Kbd>
            </Row>
          ))}
        </dl>
      </div>
    </Modal>
  );
}

function Row({ what, children }: { readonly what: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </>
  );
}
