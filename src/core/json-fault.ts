/**
 * What is wrong with a text that is no JSON, in the parser's words but without the piece of the text that they
 * quote: that may be a token.
 */
export function jsonFault(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const [fault = ""] = message.split(/, (?:\.\.\.)?"| in JSON at | is not valid JSON/);
  if (fault === "" || fault.startsWith('"')) return "it begins with no JSON value";
  const position = / at position \d+/.exec(message)?.[0] ?? "";
  return fault.includes(position) ? fault : fault + position;
}
