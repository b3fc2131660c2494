/** Codes as people read them: `window_closed` is “Window closed”. */
export function labelOf(code: string): string {
  const spaced = code.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
