import type { ImpressionRecord } from "@attune/core/events/lane-record";
import type { PendingImpression } from "@attune/core/features/outcome-join";
import { ByteReader } from "@attune/core/packing/byte-reader";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { type RecordCodec, UndecodableRecord } from "@attune/core/ports/record-codec";

/** A waiting impression as the store keeps it: offset, labels, and the record as the log carried it. */
export function packPending({ offset, labels, impression }: PendingImpression, codec: RecordCodec): Uint8Array {
  return new ByteWriter().varint(offset).varint(labels.length).bytes(labels).bytes(codec.lane.encode(impression)).finish();
}

export function unpackPending(bytes: Uint8Array, codec: RecordCodec): PendingImpression {
  const reader = new ByteReader(bytes);
  const offset = reader.varint();
  const labels = Uint8Array.from(reader.bytes(reader.varint()));
  const impression = codec.lane.decode(reader.rest());
  if (impression.kind !== "impression") throw new UndecodableRecord(`a waiting impression holds a ${impression.kind} record`);
  return { offset, labels, impression: impression satisfies ImpressionRecord };
}
