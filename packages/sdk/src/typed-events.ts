import type { EventRequest, PlatformProperties } from "./api-types.ts";

/** What every tenant has without publishing a schema. */
export const BUILT_IN_EVENTS = [
  "view",
  "click",
  "play",
  "complete",
  "scroll",
  "like",
  "dislike",
  "skip",
  "cart",
  "purchase",
  "rating",
  "search",
] as const;

type AnyProperties = NonNullable<EventRequest["properties"]>;

/** Any type with any properties: what a client takes that was given no types. */
export type AnyEvents = Readonly<Record<string, AnyProperties>>;

/** The types that a client takes: those it was given (`attune-types` writes them) and those that every tenant has. */
export type KnownEvents<Events> = Events & Omit<Readonly<Record<(typeof BUILT_IN_EVENTS)[number], AnyProperties>>, keyof Events>;

/** All of an event but its type and its id; `properties` as the type has them. */
export type TrackDetails<Properties = AnyProperties> = Omit<EventRequest, "eventId" | "type" | "properties"> &
  (Partial<Properties> extends Properties
    ? { readonly properties?: (Properties & PlatformProperties) | undefined }
    : { readonly properties: Properties & PlatformProperties });

/** Details may be left out where nothing of the type's properties is needed. */
export type TrackArguments<Properties> =
  Partial<Properties> extends Properties ? [details?: TrackDetails<Properties>] : [details: TrackDetails<Properties>];
