import { LogUnavailable } from "@attune/core/ports/log";
import { expect, it } from "vitest";
import { kafkaProducer } from "./kafka-producer.ts";

const messagesTo = (...partitions: number[]) => partitions.map((partition) => ({ partition, key: "k", value: null, timestampMs: 1 }));

it("takes for written only what has an offset: a client may forget partitions whose leader moved while it sent", async () => {
  const answers = [new Map([[0, 5]]), new Map([[0, Number.NaN]]), new Map([[0, 6]]), new Map([[0, 7]])];
  let [made, closed] = [0, 0];
  const producer = kafkaProducer(() => {
    made++;
    return { send: async () => answers.shift() as Map<number, number>, close: async () => void closed++ };
  });
  await expect(producer.send("events", messagesTo(0, 1, 0))).rejects.toThrow(LogUnavailable);
  await expect(producer.send("events", messagesTo(0))).rejects.toThrow(LogUnavailable);
  expect(await producer.send("events", messagesTo(0, 0))).toEqual(new Map([[0, 6]]));
  expect(await producer.send("events", messagesTo(0))).toEqual(new Map([[0, 7]]));
  expect([made, closed]).toEqual([3, 2]);
});
