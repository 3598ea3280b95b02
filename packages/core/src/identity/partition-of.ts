/**
 * Kafka's default partitioner: murmur2 of the key's UTF-8 bytes, sign bit cleared, modulo the number of partitions.
 * Api, worker and every adapter compute the partition here and nowhere else.
 * Source: org.apache.kafka.common.utils.Utils.murmur2 (Apache Kafka).
 */
const encoder = new TextEncoder();

export function murmur2(data: Uint8Array): number {
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ data.length;
  let i = 0;
  for (; i + 4 <= data.length; i += 4) {
    let k = (data[i] as number) | ((data[i + 1] as number) << 8) | ((data[i + 2] as number) << 16) | ((data[i + 3] as number) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    k = Math.imul(k, m);
    h = Math.imul(h, m) ^ k;
  }
  const left = data.length - i;
  if (left > 0) {
    if (left === 3) h ^= (data[i + 2] as number) << 16;
    if (left >= 2) h ^= (data[i + 1] as number) << 8;
    h ^= data[i] as number;
    h = Math.imul(h, m);
  }
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}

export function partitionOf(key: string, partitions: number): number {
  return partitions === 1 ? 0 : (murmur2(encoder.encode(key)) & 0x7fffffff) % partitions;
}
