/**
 * What a check cost, by root and by function: where to look when one takes long.
 *
 *      work       units (`exploration.ts`), spent while the function was the youngest
 *      blocks     pieces of straight code that were executed
 *      states     kept where paths join, for later ones to be compared with
 *      joins      paths that ended there, because one that was kept allows all that they allow
 *      cutOffs    loops that went on changing, and explorations that were given up
 */
export interface Cost {
  work: number;
  blocks: number;
  states: number;
  joins: number;
  cutOffs: number;
}

/** By function. */
export type Costs = Map<string, Cost>;

/** By root, for all explorations of it; what another root had summarised before is not paid for again. */
export type Ledger = Map<string, Costs>;

/** The root's page of the ledger, if one is kept. */
export function costsOf(ledger: Ledger | undefined, root: string): Costs | undefined {
  return ledger && entry(ledger, root, () => new Map());
}

export function costOf(costs: Costs, fn: string): Cost {
  return entry(costs, fn, () => ({ work: 0, blocks: 0, states: 0, joins: 0, cutOffs: 0 }));
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let known = map.get(key);
  if (known === undefined) {
    known = make();
    map.set(key, known);
  }
  return known;
}

export interface FunctionCost extends Readonly<Cost> {
  readonly function: string;
}

export interface RootCost {
  readonly root: string;
  readonly work: number;
  /** The dearest first. */
  readonly functions: readonly FunctionCost[];
}

/** The dearest first. */
export function sortedCosts(ledger: Ledger): readonly RootCost[] {
  const roots = [...ledger].map(([root, costs]) => {
    const functions = [...costs].map(([name, cost]) => ({ function: name, ...cost })).toSorted(byWork);
    return { root, work: functions.reduce((sum, { work }) => sum + work, 0), functions };
  });
  return roots.toSorted(byWork);
}

const byWork = (a: { readonly work: number }, b: { readonly work: number }): number => b.work - a.work;
