/** Wall-clock milliseconds since 1970. Core never reads one by itself. */
export type Clock = () => number;
