import { expect, test } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { shopCatalogue } from "./catalogue.ts";
import { clickThrough, noLists, observe } from "./click-through.ts";
import { shopListeners } from "./listeners.ts";
import { browse, newSession, reactToList } from "./session.ts";
import { enjoyment } from "./taste.ts";

const items = shopCatalogue();
const listeners = shopListeners();
const everyIndex = items.map((_, i) => i);
const byFame = everyIndex.toSorted((a, b) => (items[b]?.fame ?? 0) - (items[a]?.fame ?? 0)).slice(0, 10);

test("600 people, personas first, about 15 % object", () => {
  expect(listeners).toHaveLength(600);
  expect(listeners[0]?.userId).toBe("persona-mara");
  expect(new Set(listeners.map(({ userId }) => userId)).size).toBe(600);
  const share = listeners.filter(({ objects }) => objects).length / 600;
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.2);
});

test("a list made from true taste is clicked clearly more often than the most famous items, and those more than a random list", () => {
  const random = seededRandom("reactions");
  const rate = (listFor: (index: number) => readonly number[]) => {
    let tally = noLists();
    listeners.forEach((listener, i) => {
      const deeds = reactToList(newSession(listener, random), listFor(i), items, random);
      tally = observe(tally, { personalized: true, clicked: deeds.some(({ type }) => type === "click") });
    });
    return clickThrough(tally).personalized ?? 0;
  };
  const best = rate((i) => {
    const listener = listeners[i];
    if (listener === undefined) return [];
    return everyIndex.toSorted((a, b) => joy(listener, b) - joy(listener, a)).slice(0, 10);
  });
  const famous = rate(() => byFame);
  const chance = rate(() => Array.from({ length: 10 }, () => random.int(0, items.length)));
  expect(best).toBeGreaterThan(famous * 1.5);
  expect(famous).toBeGreaterThan(chance * 1.05);
});

const joy = (listener: (typeof listeners)[number], index: number) => {
  const item = items[index];
  return item === undefined ? 0 : enjoyment(listener, item);
};

test("what people find by themselves follows their taste", () => {
  const random = seededRandom("browsing");
  const [mara] = listeners;
  if (mara === undefined) throw new Error("no listener");
  const session = newSession(mara, random);
  const found = Array.from({ length: 300 }, () => browse(session, items, random)[0]?.itemId);
  const genres = found.map((itemId) => items.find(({ item }) => item.itemId === itemId)?.item.categories?.[0]);
  const loved = genres.filter((genre) => genre === "Lo-Fi" || genre === "Ambient").length;
  expect(loved / genres.length).toBeGreaterThan(0.6);
});
