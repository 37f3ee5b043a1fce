/** The order in which an object file has its maps, which is the one in which libbpf walks them. */

import type { Module } from '../../bpf/flow/graph.ts';
import { graphOf, usedIn } from '../reach.ts';

const known = new WeakMap<Module, readonly string[]>();

/**
 * A map has no initialiser: clang puts it where a function names it first, and after those what only static functions
 * name, or nobody: it compiles static ones last.
 */
export function mapsInOrder(module: Module): readonly string[] {
  const found = known.get(module) ?? [...named(module)];
  known.set(module, found);
  return found;
}

function named(module: Module): ReadonlySet<string> {
  const maps = new Set<string>();
  for (const fn of module.functions.values()) {
    const graph = fn.isStatic ? undefined : graphOf(fn);
    if (!graph) continue;
    for (const name of usedIn([graph]).globals) if (module.maps.has(name)) maps.add(name);
  }
  for (const { name } of [...module.maps.values()].sort((a, b) => a.start - b.start)) maps.add(name);
  return maps;
}
