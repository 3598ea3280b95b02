// What the machine itself takes for the two things that no answer can do without, measured in the same run.
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import path from "node:path";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { open } from "lmdb";

const ROUNDS = 300;

/** A transaction of one small value, durable: ms, as a LatencySketch. */
export async function flushCost(folder: string): Promise<LatencySketch> {
  const db = open<Buffer, number>({ path: path.join(folder, "raw-flush"), encoding: "binary", overlappingSync: false });
  const value = Buffer.alloc(200, 7);
  const sketch = new LatencySketch();
  for (let i = 0; i < ROUNDS; i++) {
    const startMs = performance.now();
    await db.put(i, value);
    await db.flushed;
    sketch.add(performance.now() - startMs);
  }
  await db.close();
  return sketch;
}

/** A small message over loopback TCP and back, within one process: ms, as a LatencySketch. */
export async function roundTripCost(): Promise<LatencySketch> {
  const server = createServer((socket) => void socket.setNoDelay(true).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").setNoDelay(true);
  await once(socket, "connect");
  const message = Buffer.alloc(200, 7);
  const sketch = new LatencySketch();
  for (let i = 0; i < ROUNDS; i++) {
    const startMs = performance.now();
    socket.write(message);
    for (let received = 0; received < message.length; ) received += ((await once(socket, "data")) as [Buffer])[0].length;
    sketch.add(performance.now() - startMs);
  }
  socket.destroy();
  server.close();
  return sketch;
}
