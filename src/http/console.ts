/** `/`: the console as it was built: one page, and files with a hash in their names, which a browser may keep for ever. */
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import compression from "compression";
import express, { Router, type Request } from "express";

/** @param folder  where it was built to; null: it was not */
export function consoleRoutes(folder: string | null): Router {
  const router = Router();
  if (folder === null) {
    router.get("/", (_request, response) => void response.status(404).type("text/plain").send(NOT_BUILT));
    return router;
  }
  router.use(compression());
  router.use(
    express.static(folder, {
      setHeaders(response, path) {
        const isHashed = path.startsWith(join(folder, "assets") + sep);
        response.setHeader("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    }),
  );
  router.get("/{*screen}", (request, response, next) => {
    if (!isScreen(request)) next();
    else response.set("cache-control", "no-cache").sendFile(join(folder, "index.html"));
  });
  return router;
}

/** Beside the compiled server; from the sources, where it is compiled to. Null: not built. */
export function builtConsole(): string | null {
  const places = ["../../console", "../../dist/console"].map((it) => join(import.meta.dirname, it));
  return places.find((it) => existsSync(join(it, "index.html"))) ?? null;
}

/** A browser that wants a page gets it: which screen it shows is for the page to say. Files and calls are not guessed at. */
function isScreen(request: Request): boolean {
  const wantsPage = request.get("accept")?.includes("text/html") === true;
  return wantsPage && !/^\/(v1|webhooks|queues|console)(\/|$)|\.\w+$/.test(request.path);
}

const NOT_BUILT =
  "The console was not built here. Type npm run build and start again; the API works without it.\n";
