/** `#pragma push_macro("NAME")` and `pop_macro`: definitions that are put aside and come back. */

import type { Macro } from '../types.ts';
import type { Environment, MacroEvent } from './environment.ts';

const PRAGMA = /^\s*(push|pop)_macro\s*\(\s*"([A-Za-z_]\w{0,255})"\s*\)/;
const MOST_PUSHED = 100;
/** Stands for a name that was not defined when it was put aside. */
const NOTHING = '\0nothing';

const place = (name: string, depth: number): string => `\0pushed ${depth} ${name}`;

function depthOf({ macros }: Environment, name: string): number {
  let depth = 0;
  while (depth < MOST_PUSHED && macros.has(place(name, depth))) depth++;
  return depth;
}

/** What such a pragma does to the macros; nothing of any other pragma. */
export function pushedEvents(env: Environment, text: string): readonly MacroEvent[] {
  const [, action, name] = PRAGMA.exec(text) ?? [];
  if (action === undefined || name === undefined) return [];
  const depth = depthOf(env, name);
  if (action === 'push') {
    const nothing: Macro = { name, params: undefined, body: '', path: NOTHING, start: 0 };
    return [{ name: place(name, depth), macro: env.macros.get(name) ?? nothing }];
  }
  const kept = env.macros.get(place(name, depth - 1));
  if (!kept) return [];
  return [
    { name, macro: kept.path === NOTHING ? undefined : kept },
    { name: place(name, depth - 1), macro: undefined },
  ];
}
