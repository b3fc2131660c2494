/** What every answer tells a browser: run nothing but what this server itself serves, in no frame of another. */
import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * Styles may stand in the page, for component libraries write them there; scripts may not. TLS is ended by a proxy, if
 * at all, and what it promises of https is for it to say.
 */
export function securityHeaders(): RequestHandler[] {
  const itself = ["'self'"];
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: itself,
        scriptSrc: itself,
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'", "data:"],
        objectSrc: ["'none'"],
        baseUri: itself,
        formAction: itself,
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: "deny" },
    strictTransportSecurity: false,
  });
  return [headers, keepNothing];
}

/** Answers are of the moment, and may be for one person only; what may be kept says so itself. */
const keepNothing: RequestHandler = (_request, response, next) => {
  response.set("cache-control", "no-store");
  next();
};
