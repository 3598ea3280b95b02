// `npm run residue-scan -- --user <id> [--anonymous <id>] [--tenant <slug>]`: whether a person stands in any file of the state folder, in any form. Exit code 0 when
// they do not, 1 when they do, 2 when it could not be found out. Works while the platform runs and while it does not.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { keyedHash } from "@attune/adapters/crypto/keyed-hash";
import { residueScan } from "@attune/adapters/files/residue-scan";
import { storesOf } from "@attune/adapters/files/scan-home";
import { subjectAliaser } from "@attune/core/identity/subject-alias";
import { type ResidueForm, residueForms } from "@attune/core/privacy/residue-forms";
import { connectControl } from "@attune/db/connect";
import { controlSource } from "@attune/db/control-source";
import { databaseSettings } from "@attune/db/database-settings";
import { embeddedPostgresUrl, startEmbeddedPostgres } from "@attune/db/embedded-postgres";
import { Failure, sentenceOf } from "./platform/failure.ts";
import { homeAt } from "./platform/home.ts";
import { runningHolder } from "./platform/home-lock.ts";
import { loadSecrets } from "./platform/secrets.ts";
import { readSettings, type Settings } from "./platform/settings.ts";
import { addressesInUse } from "./services/addresses-in-use.ts";

interface Wanted {
  readonly user: string | undefined;
  readonly anonymous: string | undefined;
  readonly tenant: string | undefined;
}

try {
  const settings = readSettings(process.env, path.join(import.meta.dirname, ".."));
  const wanted = readWanted(process.argv.slice(2));
  process.exit((await scan(settings, await formsOf(settings, wanted))) ? 0 : 1);
} catch (error) {
  console.error(`\n${sentenceOf(error, "The scan")}\n`);
  process.exit(2);
}

function readWanted(args: readonly string[]): Wanted {
  const { user, anonymous, tenant } = parseArgs({
    args: [...args],
    options: { user: { type: "string" }, anonymous: { type: "string" }, tenant: { type: "string" } },
  }).values;
  if (user === undefined && anonymous === undefined)
    throw new Failure("Say who is looked for: npm run residue-scan -- --user <id> [--anonymous <id>] [--tenant <slug>]");
  return { user, anonymous, tenant };
}

async function formsOf(settings: Settings, { user, anonymous, tenant: slug }: Wanted): Promise<readonly ResidueForm[]> {
  const home = homeAt(settings.ATTUNE_HOME);
  const masterKey = new Uint8Array(Buffer.from(loadSecrets(home.secrets).masterKey, "hex"));
  const { DATABASE_URL: databaseUrl } = addressesInUse(home.services, process.env);
  const own = databaseUrl === undefined && runningHolder(home) === undefined ? await startEmbeddedPostgres({ home: home.root }) : undefined;
  const control = connectControl(databaseSettings(databaseUrl ?? own?.url ?? (await embeddedPostgresUrl(home.root)), masterKey), 1);
  try {
    const snapshot = await controlSource({ db: control, masterKey, report: console.error }).load(undefined);
    const tenant = [...(snapshot?.tenants.values() ?? [])].find((one) => slug === undefined || one.slug === slug);
    if (tenant === undefined) throw new Failure(slug === undefined ? "There is no tenant yet." : `There is no tenant "${slug}".`);
    const subjectOf = subjectAliaser(keyedHash, 2);
    const named = [["user", user] as const, ["anonymous", anonymous] as const].flatMap(([kind, id]) =>
      id === undefined ? [] : [{ kind, id }],
    );
    console.log(
      `\n  Looking for ${named.map(({ kind }) => (kind === "user" ? "the user" : "the anonymous person")).join(" and ")} of ${tenant.name}`,
    );
    return residueForms({ ids: named.map(({ id }) => id), aliases: named.map(({ kind, id }) => subjectOf(tenant, kind, id).subject) });
  } finally {
    await control.$disconnect();
    await own?.stop();
  }
}

/** True when nothing was found. Throws when the scanner does not find what was planted for it. */
async function scan({ ATTUNE_HOME }: Settings, forms: readonly ResidueForm[]): Promise<boolean> {
  await provesItself(forms);
  console.log(`  ${forms.length} forms of id and alias; each was found where it was planted.\n`);
  const places = [...storesOf(ATTUNE_HOME)].map(([store, folder]) => ({ store, folder }));
  let clean = true;
  for (const { store, folder } of [...places, { store: "everything", folder: ATTUNE_HOME }]) {
    const { files, bytes, hits } = await residueScan(folder, forms);
    const found = hits.reduce((sum, { occurrences }) => sum + occurrences, 0);
    const verdict = files === 0 ? "no files" : found === 0 ? "✔ nothing" : `✘ ${found} occurrences`;
    console.log(`  ${store.padEnd(24)} ${String(files).padStart(5)} files ${(bytes / 1e6).toFixed(1).padStart(8)} MB   ${verdict}`);
    for (const { file, form, occurrences } of hits.slice(0, 20)) console.log(`    ${file}: ${form} (${occurrences})`);
    clean &&= found === 0;
  }
  console.log(clean ? "\n  Nothing of this person stands in any file.\n" : "\n  This person can still be found.\n");
  return clean;
}

async function provesItself(forms: readonly ResidueForm[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "attune-control-"));
  try {
    for (const [i, { bytes }] of forms.entries()) await writeFile(path.join(folder, String(i)), bytes);
    const { hits } = await residueScan(folder, forms);
    const blind = forms.filter(({ name }, i) => !hits.some(({ file, form }) => file === String(i) && form === name));
    if (blind.length > 0)
      throw new Failure(`The scanner did not find what was planted for it (${blind[0]?.name}): its answer would mean nothing.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
