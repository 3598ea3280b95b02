import * as z from "zod";

const schema = z
  .object({
    DATABASE_URL: z.string({ error: "is missing: the address of Postgres, as its owner" }).min(1),
    MASTER_KEY: z
      .string({ error: "is missing" })
      .regex(/^[0-9a-f]{64}$/i, "must be 32 bytes in hexadecimal")
      .transform((hex) => new Uint8Array(Buffer.from(hex, "hex"))),
    ATTUNE_OWNER_EMAIL: z.string().optional(),
    ATTUNE_OWNER_PASSWORD: z.string().optional(),
  })
  .transform(({ ATTUNE_OWNER_EMAIL: email = "", ATTUNE_OWNER_PASSWORD: password = "", ...env }, context) => {
    if ((email === "") !== (password === ""))
      context.addIssue({ code: "custom", path: ["ATTUNE_OWNER_EMAIL"], message: "and ATTUNE_OWNER_PASSWORD belong together" });
    return { ...env, owner: email === "" ? undefined : { email, password } };
  });
type MigrateEnv = z.infer<typeof schema>;

/** What the migration is told. An empty owner counts as none. Throws one sentence for each variable that is missing or malformed. */
export function readMigrateEnv(source: Readonly<Record<string, string | undefined>> = process.env): MigrateEnv {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}.`);
  throw new Error(`The database cannot be migrated. ${sentences.join(" ")}`);
}
