/** The content of a message, as text and never as anything else; in whichever direction it is written. */
export function Said({ content }: { readonly content: unknown }) {
  const text = textIn(content);
  if (text !== null) {
    return (
      <p className="said" dir="auto">
        {text}
      </p>
    );
  }
  return <pre className="json">{JSON.stringify(content, null, 2)}</pre>;
}

export function textIn(content: unknown): string | null {
  if (typeof content !== "object" || content === null || !("text" in content)) return null;
  return typeof content.text === "string" && Object.keys(content).length === 1 ? content.text : null;
}

export function contentIn(message: unknown): unknown {
  return typeof message === "object" && message !== null && "content" in message
    ? message.content
    : undefined;
}
