import * as z from "zod";
import { API_SCOPES } from "../ports/control.ts";
import { API_KEY_ENVIRONMENTS, API_KEY_KINDS, SCOPES_OF_KIND } from "./api-key.ts";

/** As browsers name where a page comes from: scheme, host and, unless it is the usual one, port. */
const originSchema = z
  .string()
  .trim()
  .superRefine((text, { addIssue }) => {
    const origin = originIn(text);
    if (origin !== text) {
      const meant = origin === undefined ? "" : `; did you mean ${origin}?`;
      addIssue({ code: "custom", message: `An origin reads like https://shop.example, without a path${meant}` });
    } else if (origin.startsWith("http:") && !/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin)) {
      addIssue({ code: "custom", message: "Only pages of your own machine may come without https." });
    }
  });

function originIn(text: string): string | undefined {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(address) ? new URL(address).origin : undefined;
}

/** What is asked for a new API key. Holds scopes to what the kind may have, and origins to publishable keys. */
export const apiKeyRequestSchema = z
  .strictObject({
    name: z.string().trim().min(1, "Say what the key is for, for instance Web shop.").max(80, "At most 80 characters."),
    kind: z.enum(API_KEY_KINDS),
    environment: z.enum(API_KEY_ENVIRONMENTS),
    scopes: z.array(z.enum(API_SCOPES)).min(1, "A key without a scope can do nothing: choose at least one."),
    allowedOrigins: z.array(originSchema).max(20, "At most 20 origins."),
  })
  .superRefine(({ kind, scopes, allowedOrigins }, { addIssue }) => {
    const forbidden = scopes.filter((scope) => !SCOPES_OF_KIND[kind].includes(scope));
    if (forbidden.length > 0) addIssue({ code: "custom", path: ["scopes"], message: `A ${kind} key cannot have ${forbidden.join(", ")}.` });
    if (kind === "secret" && allowedOrigins.length > 0)
      addIssue({ code: "custom", path: ["allowedOrigins"], message: "A secret key belongs on a server and has no origins." });
  });
export type ApiKeyRequest = z.infer<typeof apiKeyRequestSchema>;
