/** What stands around every screen: where to go, whether it is live, who is signed in. */
import { Drawer, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  BookOpen,
  CircleHelp,
  FileClock,
  Gauge,
  Layers,
  LogOut,
  MailX,
  Menu,
  MessageSquareText,
  Moon,
  PenLine,
  Settings2,
  Store,
  Sun,
  SunMoon,
  type LucideIcon,
} from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { listen, useLiveState } from "./api/live.ts";
import { useOverview } from "./api/queries.ts";
import type { Scope, Session } from "./api/shapes.ts";
import { short } from "./parts/figures.ts";
import { usePlace } from "./router.ts";
import { useDoors, useMay } from "./session.tsx";
import { ShortcutHelp, useShortcuts } from "./shortcuts.tsx";
import { words } from "./words.ts";

interface Station {
  readonly path: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly key: string;
  readonly scope: Scope;
}

const PLACES: readonly Station[] = [
  { path: "/", name: words.nav.overview, icon: Gauge, key: "o", scope: "read" },
  { path: "/pages", name: words.nav.pages, icon: Store, key: "p", scope: "read" },
  { path: "/dead-letters", name: words.nav.deadLetters, icon: MailX, key: "d", scope: "read" },
  { path: "/messages", name: words.nav.messages, icon: MessageSquareText, key: "m", scope: "read" },
  { path: "/compose", name: words.nav.compose, icon: PenLine, key: "c", scope: "read" },
  { path: "/audit", name: words.nav.audit, icon: FileClock, key: "a", scope: "ops" },
  { path: "/settings", name: words.nav.settings, icon: Settings2, key: "s", scope: "read" },
];
/** As many as a thumb finds. */
const IN_TABS = 5;

export function Shell({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const may = useMay();
  const places = PLACES.filter((it) => may(it.scope));
  const [isSheetOpen, sheet] = useDisclosure();
  const [isHelpOpen, help] = useDisclosure();
  const { path } = usePlace();
  const content = useRef<HTMLElement>(null);
  useShortcuts(places, help.toggle);
  useEffect(() => listen(), []);
  useEffect(() => {
    sheet.close();
    window.scrollTo(0, 0);
    const here = PLACES.find((it) => isAt(path, it));
    document.title = here === undefined ? words.product : `${here.name} · ${words.product}`;
  }, [path]);

  return (
    <div className="shell">
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
      >
        {words.skip}
      </a>
      <header className="top">
        <Brand />
        <Live />
      </header>
      <nav className="rail" aria-label={words.nav.label}>
        <Brand />
        {places.map((it) => (
          <Place key={it.path} place={it} isHere={isAt(path, it)} />
        ))}
        <Outside />
        <div className="foot">
          <Live />
          <Theme />
          <button type="button" className="place" onClick={help.open}>
            <CircleHelp size={17} aria-hidden /> {words.nav.help}
          </button>
          <SignOut />
          <p className="who">{words.nav.signedInAs(session.name, session.scopes.join(", "))}</p>
        </div>
      </nav>
      <main className="content" id="content" tabIndex={-1} ref={content}>
        <Lost />
        {children}
      </main>
      <nav className="tabs" aria-label={words.nav.label}>
        {places.slice(0, IN_TABS).map((it) => (
          <a key={it.path} href={`#${it.path}`} aria-current={isAt(path, it) ? "page" : undefined}>
            <it.icon size={19} aria-hidden />
            <span className="clip" style={{ maxWidth: "100%" }}>
              {it.name}
            </span>
          </a>
        ))}
        <button type="button" onClick={sheet.open}>
          <Menu size={19} aria-hidden />
          {words.nav.more}
        </button>
      </nav>
      <Drawer opened={isSheetOpen} onClose={sheet.close} position="bottom" size="auto" title={words.nav.more}>
        <div className="sheet">
          {places.slice(IN_TABS).map((it) => (
            <a key={it.path} href={`#${it.path}`} onClick={sheet.close}>
              <it.icon size={18} aria-hidden /> {it.name}
            </a>
          ))}
          <Outside />
          <Theme />
          <SignOut />
          <p className="small soft" style={{ padding: "14px 6px" }}>
            {words.nav.signedInAs(session.name, session.scopes.join(", "))}
          </p>
        </div>
      </Drawer>
      <ShortcutHelp places={places} opened={isHelpOpen} onClose={help.close} />
    </div>
  );
}

function isAt(path: string, place: Station): boolean {
  return place.path === "/" ? path === "/" : path === place.path || path.startsWith(`${place.path}/`);
}

function Brand() {
  return (
    <a className="brand" href="#/">
      <img src="/taglane.svg" alt="" />
      {words.product}
    </a>
  );
}

function Place({ place, isHere }: { readonly place: Station; readonly isHere: boolean }) {
  return (
    <a className="place" href={`#${place.path}`} aria-current={isHere ? "page" : undefined}>
      <place.icon size={17} aria-hidden />
      {place.name}
      {place.path === "/dead-letters" && <DeadTally />}
    </a>
  );
}

function DeadTally() {
  const total = useOverview().data?.stations.deadLetters.total ?? 0;
  return total === 0 ? null : <span className="tally">{short(total)}</span>;
}

/** What other programs of the same server show. */
function Outside() {
  const may = useMay();
  return (
    <>
      <hr style={{ margin: "8px 0" }} />
      {may("ops") && (
        <a className="place" href="/queues">
          <Layers size={17} aria-hidden /> {words.nav.queues}
        </a>
      )}
      <a className="place" href="/docs">
        <BookOpen size={17} aria-hidden /> {words.nav.docs}
      </a>
    </>
  );
}

const NEXT: Readonly<Record<MantineColorScheme, MantineColorScheme>> = {
  auto: "light",
  light: "dark",
  dark: "auto",
};
const ICONS = { auto: SunMoon, light: Sun, dark: Moon };

function Theme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = ICONS[colorScheme];
  return (
    <button type="button" className="place" onClick={() => setColorScheme(NEXT[colorScheme])}>
      <Icon size={17} aria-hidden /> {words.nav.theme.label}: {words.nav.theme[colorScheme].toLowerCase()}
    </button>
  );
}

function SignOut() {
  const { signOut } = useDoors();
  return (
    <button type="button" className="place" onClick={() => void signOut()}>
      <LogOut size={17} aria-hidden /> {words.nav.signOut}
    </button>
  );
}

function Live() {
  const state = useLiveState();
  const said = { live: words.live.live, connecting: words.live.connecting, lost: words.live.lostShort };
  return (
    <span className="live" data-state={state}>
      <span className="dot" /> {said[state]}
    </span>
  );
}

function Lost() {
  return <div role="status">{useLiveState() === "lost" && <p className="banner">{words.live.lost}</p>}</div>;
}
