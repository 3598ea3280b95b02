/** A person's leaning to a category, as a share of all their leanings. */
export interface Affinity {
  readonly category: string;
  readonly weight: number;
}
