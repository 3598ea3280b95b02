import type { LaneRecord } from "@attune/core/events/lane-record";
import { unpackSubjectState } from "@attune/core/features/pack-subject-state";
import type { LogRecord } from "@attune/core/ports/log";
import { subjectStateKey } from "@attune/core/ports/state-keys";
import { TOPICS } from "@attune/core/ports/topics";
import { FormMatcher } from "@attune/core/privacy/form-matcher";
import type { ErasurePorts } from "./erasure-ports.ts";

const READ_RECORDS = 5_000;

/**
 * Everybody who is the same person: whoever was merged into one of them, by state and by the log, and whomever one of them was merged into. Reads the state and
 * the events of the tenant whole, and decodes only what names one of them.
 */
export async function closureOf(
  ports: Pick<ErasurePorts, "log" | "state" | "codec">,
  tenantId: string,
  known: readonly string[],
): Promise<readonly string[]> {
  const people = new Set(known);
  for (let before = 0; before < people.size; ) {
    before = people.size;
    for await (const [one, other] of links(ports, tenantId, people)) {
      if (!people.has(one) && !people.has(other)) continue;
      people.add(one).add(other);
    }
  }
  return [...people];
}

/** Pairs of aliases that are one person; every pair that contains one of `people` is among them. */
async function* links(
  ports: Pick<ErasurePorts, "log" | "state" | "codec">,
  tenantId: string,
  people: ReadonlySet<string>,
): AsyncGenerator<readonly [string, string]> {
  const names = namesAny(people);
  yield* redirects(ports, tenantId, names);
  const own = await ports.state.read([...people].map((subject) => subjectStateKey(tenantId, subject)));
  for (const [i, subject] of [...people].entries()) {
    const packed = own[i];
    const redirect = packed === undefined ? "" : unpackSubjectState(packed).redirect;
    if (redirect !== "") yield [subject, redirect];
  }
  for await (const record of recordsNaming(ports, names)) {
    if (record.kind === "merge" && record.tenant === tenantId) yield [record.subject, record.into];
    if (record.kind === "transfer" && record.tenant === tenantId) yield [record.from, record.subject];
  }
}

function namesAny(people: ReadonlySet<string>): (bytes: Uint8Array) => boolean {
  const matcher = new FormMatcher([...people].map((subject) => new TextEncoder().encode(subject)));
  return (bytes) => {
    let named = false;
    matcher.search(bytes, () => {
      named = true;
    });
    return named;
  };
}

async function* redirects({ state }: Pick<ErasurePorts, "state">, tenantId: string, names: (bytes: Uint8Array) => boolean) {
  const prefix = `s${tenantId}|`;
  for (let partition = 0; partition < TOPICS.events.partitions; partition++) {
    for await (const { key, value } of state.scan({ lane: "users", partition }, prefix)) {
      if (names(value)) yield [key.slice(prefix.length), unpackSubjectState(value).redirect] as const;
    }
  }
}

async function* recordsNaming({ log, codec }: Pick<ErasurePorts, "log" | "codec">, names: (bytes: Uint8Array) => boolean) {
  for (const { partition, begin, end } of await log.bounds("events")) {
    for (let next = begin; next < end; ) {
      const records = await log.read("events", partition, next, READ_RECORDS);
      const last = records.at(-1);
      if (last === undefined) break;
      for (const record of records) if (names(record.value)) yield* decoded(codec, record);
      next = last.offset + 1;
    }
  }
}

/** What cannot be decoded could not be folded either: it went to the dead letters. */
function* decoded(codec: ErasurePorts["codec"], record: LogRecord): Generator<LaneRecord> {
  try {
    yield codec.lane.decode(record.value);
  } catch {}
}
