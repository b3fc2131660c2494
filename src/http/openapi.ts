/** `/openapi.json`: the document of the HTTP door, and `/docs`, the page on which it is read and tried. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import compression from "compression";
import express, { Router } from "express";
import { z } from "zod";
import { messageSchema } from "../core/message.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import { only } from "./routes.ts";

export function documentRoutes(): Router {
  const router = Router();
  let text: string | undefined;
  router.use(["/openapi.json", "/docs"], compression());
  router
    .route("/openapi.json")
    .get((_request, response) => {
      text ??= JSON.stringify(openApiDocument());
      response.type("json").send(text);
    })
    .all(only("GET"));
  router.get("/docs", (_request, response) => void response.type("html").send(DOCS));
  router.get("/docs/start.js", (_request, response) => void response.type("js").send(START));
  router.use("/docs", express.static(swaggerFolder(), { index: false, maxAge: "1d" }));
  return router;
}

type Json = Readonly<Record<string, unknown>>;

function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationOf(operation) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Taglane",
      version: "1",
      description:
        "Sends Messenger messages when they may go, as what they may go, at the pace a Page can bear.",
    },
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A secret of API_KEYS." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "taglane_session",
          description: "A console's session.",
        },
      },
      schemas: { Message: jsonSchema(messageSchema), Problem: PROBLEM },
    },
    paths,
  };
}

function operationOf({ method, path, scope, summary, body, query, answers, type }: Operation): Json {
  const parameters = [...pathParameters(path), ...(query === undefined ? [] : queryParameters(query))];
  const tag = path.split("/")[path.startsWith("/v1/") ? 2 : 1] ?? "";
  return {
    operationId: [method, ...path.split(/\W+/)].filter((it) => it !== "" && it !== "v1").join("_"),
    tags: [tag],
    summary,
    ...(scope !== null && {
      description: `Needs the scope \`${scope}\`.`,
      security: [{ key: [] }, { session: [] }],
    }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: bodySchema(body) } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, it]) => [status, answerOf(status, it, type)]),
      ),
      default: answerOf("default", "What was wrong."),
    },
  };
}

function answerOf(status: string, description: string, type = "application/json"): Json {
  if (status === "204") return { description };
  const isGood = status.startsWith("2");
  const schema = isGood ? {} : { $ref: "#/components/schemas/Problem" };
  return { description, content: { [isGood ? type : "application/problem+json"]: { schema } } };
}

function pathParameters(path: string): Json[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((it) => it[1] ?? "");
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}

function queryParameters(query: z.ZodObject): Json[] {
  return Object.entries(query.shape).map(([name, field]) => ({
    name,
    in: "query",
    required: !z.safeParse(z.object({ [name]: field }), {}).success,
    schema: jsonSchema(field),
  }));
}

function bodySchema(body: z.ZodType): Json {
  if (body === messageSchema) return { $ref: "#/components/schemas/Message" };
  if (body instanceof z.ZodArray) return { type: "array", items: { $ref: "#/components/schemas/Message" } };
  return jsonSchema(body);
}

/** As it is sent, before anything is made of it. */
function jsonSchema(schema: z.core.$ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

const PROBLEM = {
  type: "object",
  description: "RFC 9457.",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "A sentence that says what to do." },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { path: { type: "string" }, message: { type: "string" } },
        required: ["path", "message"],
      },
    },
  },
};

/** Of the package's own folder: no other place is asked for anything. */
function swaggerFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
}

const DOCS = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Taglane: HTTP API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** Whoever is signed in at the console may try calls from here; the header says that it is this page which calls. */
const START = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor(request) {
    request.headers["X-Requested-With"] = "taglane-console";
    return request;
  },
});
`;
