import type * as consent from "@attune/core/consent/consent-request";
import type { Purposes as CorePurposes } from "@attune/core/consent/schema";
import type * as events from "@attune/core/events/event-request";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type * as requests from "@attune/core/recommendations/recommendation-request";
import type * as answers from "@attune/core/recommendations/schema";
import { AVRO_NAMESPACE } from "@attune/core/schemas/avro-of";
import { expect, expectTypeOf, test } from "vitest";
import type * as api from "./api-types.ts";
import { EVENT_NAMESPACE } from "./cli/published-schemas.ts";
import { BUILT_IN_EVENTS } from "./typed-events.ts";

/** Every field and what it may hold, deeply; unlike equality of types it does not tell an interface from a mapped type. */
type Shape<T> = T extends readonly (infer Element)[] ? { list: Shape<Element> } : T extends object ? { [K in keyof T]: Shape<T[K]> } : T;

// The compiler judges these when the package is type-checked; at run time they say nothing.
test("the types are those of the API", () => {
  expectTypeOf<Shape<api.Purposes>>().toEqualTypeOf<Shape<CorePurposes>>();
  expectTypeOf<Shape<api.ConsentStatus>>().toEqualTypeOf<Shape<consent.ConsentStatus>>();
  expectTypeOf<Shape<api.Recommendations>>().toEqualTypeOf<Shape<answers.Recommendations>>();
  expectTypeOf<Shape<api.RecommendationRequest>>().toEqualTypeOf<Shape<requests.RecommendationRequest>>();
  expectTypeOf<Shape<api.RankRequest>>().toEqualTypeOf<Shape<requests.RankRequest>>();
  expectTypeOf<api.Filter>().toEqualTypeOf<answers.Filter>();
  expectTypeOf<keyof api.EventRequest>().toEqualTypeOf<keyof events.EventRequest>();
  expectTypeOf<api.EventRequest>().toExtend<events.EventRequest>();
  expectTypeOf<events.EventRequest>().toExtend<api.EventRequest>();
  expectTypeOf<events.EventResult>().toExtend<api.EventResult>();
});

test("the events that every tenant has are those of the API", () => {
  expect([...BUILT_IN_EVENTS].sort()).toEqual(Object.keys(EVENT_TYPES).sort());
});

test("the schemas that become types are those of events", () => {
  expect(EVENT_NAMESPACE).toBe(AVRO_NAMESPACE);
});
