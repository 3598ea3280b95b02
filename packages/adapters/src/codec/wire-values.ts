/** Little-endian 32-bit floats as Avro `bytes`. A view where the platform is little-endian, which every one that Node runs on is. */
export function floatsToBytes(floats: Float32Array): Buffer {
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
}

/** Copied, because the bytes need not lie at a multiple of four. */
export function bytesToFloats(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw new RangeError(`${bytes.length} bytes are no whole number of floats`);
  const floats = new Float32Array(bytes.length / 4);
  new Uint8Array(floats.buffer).set(bytes);
  return floats;
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function asBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

export type NullsFor<T> = { [K in keyof T]-?: Exclude<T[K], undefined> | null };

/** Avro says null where our records leave a field out. */
export function withoutNulls<T extends object>(wire: NullsFor<T>): T {
  const present: Partial<T> = {};
  for (const key in wire) if (wire[key] !== null) present[key] = wire[key] as T[typeof key];
  return present as T;
}
