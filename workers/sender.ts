/** A sender: takes messages off the lanes that are its own, sends each, and does what the answer asks for. */
import { runSender } from "../src/roles.ts";

await runSender().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
