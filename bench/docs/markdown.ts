/** Pieces of Markdown. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import type { Sheet } from "../support/report.ts";

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

export function sheetTable({ title, columns, rows }: Sheet): string {
  return `**${title}**\n\n${table(columns, rows)}`;
}

/** As `npm run format` would leave it. */
export async function writeMarkdown(file: URL, markdown: string): Promise<void> {
  const path = fileURLToPath(file);
  const options = await resolveConfig(path);
  writeFileSync(path, await format(markdown, { ...options, parser: "markdown" }));
}
