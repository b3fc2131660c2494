/** Signed in or not; and which screen stands where. */
import { Loader } from "@mantine/core";
import { Component, lazy, Suspense, type ReactNode } from "react";
import { usePlace } from "./router.ts";
import { SessionProvider, useDoors } from "./session.tsx";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";
import { Overview } from "./screens/overview/overview.tsx";
import { words } from "./words.ts";

// Each screen comes when it is first opened; the overview is what most visitors want at once.
const Pages = lazy(async () => ({ default: (await import("./screens/pages/pages.tsx")).Pages }));
const PageDetail = lazy(async () => ({
  default: (await import("./screens/pages/page-detail.tsx")).PageDetail,
}));
const DeadLetters = lazy(async () => ({
  default: (await import("./screens/dead-letters/dead-letters.tsx")).DeadLetters,
}));
const Messages = lazy(async () => ({ default: (await import("./screens/messages/messages.tsx")).Messages }));
const Compose = lazy(async () => ({ default: (await import("./screens/compose/compose.tsx")).Compose }));
const Audit = lazy(async () => ({ default: (await import("./screens/audit/audit.tsx")).Audit }));
const Settings = lazy(async () => ({ default: (await import("./screens/settings/settings.tsx")).Settings }));

export function App() {
  return (
    <SessionProvider>
      <Gate />
    </SessionProvider>
  );
}

function Gate() {
  const { state } = useDoors();
  switch (state.kind) {
    case "asking":
      return <Waiting />;
    case "out":
      return <SignIn note={state.note} />;
    case "in":
      return (
        <Shell session={state.session}>
          <Screen />
        </Shell>
      );
  }
}

function Screen() {
  const { path } = usePlace();
  const [, screen = "", id] = path.split("/");
  return (
    <Fence key={path}>
      <Suspense fallback={<Waiting />}>{screenAt(screen, id)}</Suspense>
    </Fence>
  );
}

function screenAt(screen: string, id: string | undefined): ReactNode {
  switch (screen) {
    case "":
      return <Overview />;
    case "pages":
      return id === undefined ? <Pages /> : <PageDetail id={id} />;
    case "dead-letters":
      return <DeadLetters />;
    case "messages":
      return <Messages />;
    case "compose":
      return <Compose />;
    case "audit":
      return <Audit />;
    case "settings":
      return <Settings />;
    default:
      return (
        <div className="stack">
          <h1>{words.states.notFound}</h1>
          <a href="#/">{words.states.home}</a>
        </div>
      );
  }
}

function Waiting() {
  return (
    <div style={{ display: "grid", placeItems: "center", minHeight: "40vh" }} role="status">
      <Loader size="sm" type="dots" />
      <span className="visually-hidden">{words.states.loading}</span>
    </div>
  );
}

/** A fault in one screen leaves the others usable. */
class Fence extends Component<{ readonly children: ReactNode }, { readonly hasFault: boolean }> {
  override state = { hasFault: false };
  static getDerivedStateFromError() {
    return { hasFault: true };
  }
  override render() {
    if (!this.state.hasFault) return this.props.children;
    return (
      <div className="card padded stack" role="alert">
        <p>{words.states.crashed}</p>
        <button type="button" onClick={() => location.reload()}>
          {words.states.reload}
        </button>
      </div>
    );
  }
}
