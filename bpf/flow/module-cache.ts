import type { Module } from './graph.ts';

/**
 * For what is worked out about a function and depends on the functions it calls. Graphs outlive their module when a
 * document is edited; what was concluded from its neighbours must not.
 */
export function moduleCache<K extends object, V>(): (module: Module) => WeakMap<K, V> {
  const caches = new WeakMap<Module, WeakMap<K, V>>();
  return (module) => {
    let cache = caches.get(module);
    if (!cache) {
      cache = new WeakMap();
      caches.set(module, cache);
    }
    return cache;
  };
}
