/** The document of the HTTP door, and the page on which it is read. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OPERATIONS } from "../../src/http/operations.ts";
import { openDoor, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const get = (path: string) => door.call("GET", path, { key: null });

describe("/openapi.json", () => {
  test("describes each call, with the schemas that check the requests", async () => {
    const { body, headers } = await get("/openapi.json");
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(body.openapi).toBe("3.1.0");
    const message = body.components.schemas.Message;
    expect(message.required).toEqual(["page", "recipient", "type", "content"]);
    expect(message.properties.page).toMatchObject({
      type: "string",
      pattern: expect.stringContaining("\\d{1,32}"),
    });
    expect(message.additionalProperties).toBe(false);
    const post = body.paths["/v1/messages"].post;
    expect(post.requestBody.content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/Message",
    });
    expect(Object.keys(post.responses)).toEqual(["200", "202", "409", "default"]);
    const search = body.paths["/v1/messages"].get.parameters;
    expect(search).toMatchObject([
      { name: "page", in: "query", required: true },
      { name: "recipient", in: "query", required: true },
      { name: "limit", in: "query", required: false },
    ]);
    const put = body.paths["/v1/pages/{id}"].put.requestBody.content["application/json"].schema;
    expect(put.required).toEqual(["name"]);
    const patch = body.paths["/v1/pages/{id}"].patch.requestBody.content["application/json"].schema;
    expect(patch.required ?? []).toEqual([]);
  });

  test("names each operation once, and leads nowhere", async () => {
    const { body, text } = await get("/openapi.json");
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map((it) => it[1]);
    expect(new Set(ids).size).toBe(OPERATIONS.length);
    for (const [, ref = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
      expect(body.components.schemas).toHaveProperty(ref);
  });

  test.each([...new Set(OPERATIONS.map((it) => it.path))])(
    "tells of %s what the server takes",
    async (path) => {
      const filled = path.replaceAll("{id}", "1").replaceAll("{page}", "1").replaceAll("{psid}", "1");
      const { headers } = await door.call("OPTIONS", filled, { key: null });
      const told = OPERATIONS.filter((it) => it.path === path).map((it) => it.method.toUpperCase());
      const allowed = String(headers["allow"]).split(", ");
      const taken = allowed.filter((it) => it !== "HEAD" && it !== "OPTIONS");
      expect(told.toSorted()).toEqual(taken.toSorted());
    },
  );

  test.each(OPERATIONS.filter((it) => it.scope !== null))("tells the scope of $method $path", async (it) => {
    const path = it.path.replaceAll(/\{\w+\}/g, "1");
    const others = (["send", "read", "ops", "admin"] as const).filter((scope) => scope !== it.scope);
    for (const key of others) {
      const answer = await door.call(it.method.toUpperCase(), path, { key });
      expect(answer).toBeProblem(403, `lacks the scope ${String(it.scope)}`);
    }
  });
});

describe("/docs", () => {
  test("is a page of this server alone", async () => {
    const { text, headers } = await get("/docs");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((it) => it[1] ?? "");
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file).toMatch(/^\/docs\//);
      expect((await get(file)).status).toBe(200);
    }
    expect(text).not.toMatch(/<script>|style=|https?:/);
  });

  test("comes compressed to whoever takes it so", async () => {
    const { headers } = await door.call("GET", "/docs/swagger-ui.css", {
      headers: { "accept-encoding": "gzip" },
    });
    expect(headers["content-encoding"]).toBe("gzip");
  });

  test.each(["/docs/../package.json", "/docs/%2e%2e/package.json", "/docs/nothing"])(
    "has nothing at %s",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});
