/** What this server was started with, each setting with what it may be and what it does. */
import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { useState } from "react";
import { useSettings } from "../../api/queries.ts";
import type { Setting } from "../../api/shapes.ts";
import { Empty, Loaded } from "../../parts/states.tsx";
import { words } from "../../words.ts";
import "./settings.css";

export function Settings() {
  const settings = useSettings();
  const [text, setText] = useState("");
  return (
    <>
      <header className="screen-head">
        <div>
          <h1>{words.settings.title}</h1>
          <p>{words.settings.lead}</p>
        </div>
        <TextInput
          data-find
          aria-label={words.settings.search}
          placeholder={words.settings.search}
          leftSection={<Search size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </header>
      <section className="card">
        <Loaded query={settings} rows={12}>
          {(items) => <List settings={items.filter((it) => fits(it, text))} />}
        </Loaded>
      </section>
    </>
  );
}

function fits({ name, help }: Setting, text: string): boolean {
  return `${name} ${help}`.toLowerCase().includes(text.trim().toLowerCase());
}

function List({ settings }: { readonly settings: readonly Setting[] }) {
  if (settings.length === 0) return <Empty>{words.audit.noneFit}</Empty>;
  return (
    <dl className="settings">
      {settings.map((it) => (
        <div key={it.name}>
          <dt className="mono">{it.name}</dt>
          <dd>
            <p>
              <Value setting={it} />
            </p>
            <p className="soft">{it.help}</p>
            <p className="small soft">
              {words.settings.columns.form}: {it.form}
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ setting }: { readonly setting: Setting }) {
  const { value, default: fallback } = setting;
  const isUnset = value === null || value === "";
  const isDefault = !isUnset && String(value) === String(fallback ?? "");
  return (
    <>
      {isUnset ? <span className="soft">{words.settings.unset}</span> : <b className="mono">{value}</b>}
      {setting.isSecret && <span className="pill">{words.settings.secret}</span>}
      {isDefault && <span className="pill">{words.settings.isDefault}</span>}
      {!isDefault && fallback !== null && fallback !== "" && (
        <span className="small soft">{words.settings.fallback(String(fallback))}</span>
      )}
    </>
  );
}
