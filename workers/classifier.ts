/** A classifier: takes messages off the outbound queue, judges each, puts it into its page's lane or buries it. */
import { runClassifier } from "../src/roles.ts";

await runClassifier().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
