import { notStaged } from "@attune/core/ports/vector-index.score";
import type { VectorArena } from "./vector-index-arena.ts";
import type { Shortlist } from "./vector-index-shortlist.ts";
import { TenantVectors } from "./vector-index-tenant.ts";

interface Generation {
  readonly name: string;
  readonly vectors: TenantVectors;
}

/** One tenant's live vectors, and those staged beside them. They live as long as the process: whoever fills an index after a start stages and activates again. */
export class TenantGenerations {
  readonly #tenant: string;
  readonly #make: (name: string) => Generation;
  #live: Generation;
  #staged: Generation | undefined;

  constructor(tenant: string, first: string, arena: VectorArena, shortlist: Shortlist) {
    this.#tenant = tenant;
    this.#make = (name) => ({ name, vectors: new TenantVectors(arena, shortlist) });
    this.#live = this.#make(first);
  }

  get live(): TenantVectors {
    return this.#live.vectors;
  }

  get all(): readonly TenantVectors[] {
    return this.#staged === undefined ? [this.live] : [this.live, this.#staged.vectors];
  }

  named(name: string): TenantVectors | undefined {
    return [this.#live, this.#staged].find((one) => one?.name === name)?.vectors;
  }

  stage(name: string): void {
    if (this.named(name) !== undefined) return;
    this.#staged?.vectors.release();
    this.#staged = this.#make(name);
  }

  activate(name: string): void {
    if (this.#live.name === name) return;
    if (this.#staged?.name !== name) throw notStaged(this.#tenant, name);
    [this.#live, this.#staged] = [this.#staged, this.#live];
  }
}
