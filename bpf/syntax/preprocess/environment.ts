/** The macros in force while a translation unit is read, with an identity so that headers can be cached. */
import { DIALECT, PREDEFINED, SYSTEM_MACROS } from '../../../grammars/dialect.ts';
import type { Macro } from '../types.ts';

export interface MacroEvent {
  readonly name: string;
  /** undefined: `#undef`. */
  readonly macro: Macro | undefined;
}

export interface Environment {
  /** Names that begin with NUL are notes (headers seen once, system headers asked for), no macros. */
  readonly macros: Map<string, Macro>;
  /** Equal ids: equal macros, however they came about. */
  id: number;
}

const ids = new Map<string, number>();
const MAX_IDS = 100_000;
let lastId = 0;

function intern(key: string): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  if (ids.size >= MAX_IDS) ids.clear();
  ids.set(key, ++lastId);
  return lastId;
}

/** `programs`: macros that a project says to be programs of a section; a `#define` that is read replaces them. */
export function newEnvironment(programs?: ReadonlyMap<string, string>): Environment {
  const macros = new Map<string, Macro>();
  for (const [name, body] of PREDEFINED) {
    macros.set(name, { name, params: undefined, body, path: BUILT_IN, start: 0 });
  }
  const env = { macros, id: 0 };
  for (const [name, section] of programs ?? []) applyEvent(env, { name, macro: programMacro(name, section) });
  return env;
}

const BUILT_IN = '<built-in>';

function programMacro(name: string, section: string): Macro {
  const body = `SEC("${section}") BPF_PROG(name, ##args)`;
  return { name, params: ['name', 'args...'], body, path: BUILT_IN, start: 0 };
}

/** Applies one event; with `silent` the caller sets the id itself (a whole header at once). */
export function applyEvent(env: Environment, event: MacroEvent, silent = false): void {
  const { name, macro } = event;
  if (macro === undefined) env.macros.delete(name);
  else env.macros.set(name, macro);
  if (silent) return;
  const what = macro === undefined ? 'U' : `D(${macro.params?.join(',') ?? ''}|${macro.path}|${macro.body}`;
  env.id = intern(`${env.id} ${name} ${what}`);
}

/** The id of an environment after a header was read into it. */
export function idAfterHeader(before: number, header: number): number {
  return intern(`${before} H ${header}`);
}

const note = (name: string): MacroEvent => ({
  name,
  macro: { name, params: undefined, body: '', path: '', start: 0 },
});

/** `#pragma once` in a file. */
export function onceEvent(path: string): MacroEvent {
  return note(`\0once ${path}`);
}

export function wasOnce(env: Environment, path: string): boolean {
  return env.macros.has(`\0once ${path}`);
}

/** A header that was asked for and not found. */
export function systemHeaderEvent(basename: string): MacroEvent | undefined {
  return SYSTEM_MACROS.has(basename) ? note(`\0has ${basename}`) : undefined;
}

/** What `defined(name)` says: macros that were read, and those that an unread system header defines. */
export function isDefined(env: Environment, name: string): boolean {
  if (env.macros.has(name)) return true;
  if (!DIALECT.has(name)) return false;
  for (const [header, names] of SYSTEM_MACROS) {
    if (names.has(name) && env.macros.has(`\0has ${header}`)) return true;
  }
  return false;
}

/** The real macros. */
export function snapshot(env: Environment): Map<string, Macro> {
  const macros = new Map<string, Macro>();
  for (const [name, macro] of env.macros) if (name.charCodeAt(0) !== 0) macros.set(name, macro);
  return macros;
}
