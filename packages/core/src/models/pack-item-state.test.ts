import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ItemInteraction } from "../events/item-delta.ts";
import { ByteWriter } from "../packing/byte-writer.ts";
import { foldIntoContext, foldIntoItem } from "./fold-interaction.ts";
import { emptyItemState, type ItemState } from "./item-state.ts";
import { ITEM_MODEL } from "./model-settings.ts";
import { neighbourList } from "./neighbour-list.ts";
import { closePanes } from "./neighbour-table.ts";
import { packItemState, unpackItemState, unpackNeighbours } from "./pack-item-state.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2023, 0, 1);
const key = fc.integer({ min: 1, max: 2 ** 48 - 1 });

const interaction: fc.Arbitrary<ItemInteraction> = fc.record({
  itemId: fc.constant("own"),
  itemKey: fc.integer({ min: 1, max: 60 }),
  // Long enough for several generations of the finest and the coarsest half-lives.
  atMs: fc.integer({ min: START_MS, max: START_MS + 900 * DAY_MS }),
  weight: fc.integer({ min: 1, max: 50 }).map((tenths) => tenths / 10),
  categories: fc.constant([]),
  segments: fc.subarray(["age:25-34", "country:GB", "device:tv"]),
  context: fc.array(fc.record({ itemKey: key, step: fc.integer({ min: 1, max: 10 }), affinity: fc.constantFrom(0.5, 1) }), {
    maxLength: 10,
  }),
});

function folded(interactions: readonly ItemInteraction[]): ItemState {
  const state = emptyItemState("own");
  for (const each of interactions) {
    foldIntoItem(state, each);
    const before = each.context[0];
    if (before) foldIntoContext(state, before, each);
  }
  return state;
}

const packed = (state: ItemState) => packItemState(state, new ByteWriter());

describe("packed item state", () => {
  it("comes back as it was, open panes included", () => {
    fc.assert(
      fc.property(fc.array(interaction, { maxLength: 30 }), fc.boolean(), (interactions, close) => {
        const state = folded(interactions);
        if (close) for (const table of [state.next, state.together]) closePanes(table, START_MS + 450 * DAY_MS, ITEM_MODEL.neighbours);
        const bytes = packed(state);
        expect(packed(unpackItemState(bytes))).toEqual(bytes);
        expect(unpackItemState(bytes).vector).toEqual(state.vector);
      }),
    );
  });

  it("is the same whatever the order of what was folded", () => {
    fc.assert(
      fc.property(
        fc.array(interaction, { maxLength: 20 }),
        fc.array(fc.double({ noNaN: true }), { minLength: 20, maxLength: 20 }),
        (interactions, ranks) => {
          const shuffled = interactions.map((each, i) => ({ each, rank: ranks[i] as number })).sort((a, b) => a.rank - b.rank);
          expect(packed(folded(shuffled.map(({ each }) => each)))).toEqual(packed(folded(interactions)));
        },
      ),
    );
  });

  it("gives serving the neighbours that evaluation reads from the state itself", () => {
    const sums = ({ keys, units }: { keys: Float64Array; units: Float64Array }) => {
      const weights = new Map<number, number>();
      for (const [i, each] of keys.entries()) weights.set(each, (weights.get(each) ?? 0) + (units[i] as number));
      return new Map([...weights].sort((a, b) => a[0] - b[0]));
    };
    fc.assert(
      fc.property(fc.array(interaction, { maxLength: 20 }), (interactions) => {
        const state = folded(interactions);
        const { next, together, popularity } = unpackNeighbours(packed(state));
        expect(sums(next)).toEqual(sums(neighbourList(state.next, ITEM_MODEL.neighbours, ITEM_MODEL.servedNeighbours)));
        expect(sums(together)).toEqual(sums(neighbourList(state.together, ITEM_MODEL.neighbours, ITEM_MODEL.servedNeighbours)));
        expect(together.generation).toBe(neighbourList(state.together, ITEM_MODEL.neighbours, ITEM_MODEL.servedNeighbours).generation);
        expect(popularity).toEqual(state.popularity);
      }),
    );
  });
});
