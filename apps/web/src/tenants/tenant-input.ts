import * as z from "zod";

const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A new tenant, as the form and the server check it. */
export const tenantInputSchema = z.strictObject({
  name: z.string().trim().min(1, "Give the tenant a name.").max(80, "A name has at most 80 characters."),
  slug: z.string().regex(SLUG, "Lower-case letters, digits and hyphens, up to 63; a letter or digit at both ends."),
});

/** "Café Noir & Co." becomes "cafe-noir-co". */
export const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 63)
    .replace(/-$/, "");
