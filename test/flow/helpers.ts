import type { Module } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { printGraph } from '../../bpf/flow/print.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { parse } from '../syntax/helpers.ts';

/** Parses and lowers; `files` are what `#include "…"` finds, beside the main file. */
export function lower(text: string, files: Record<string, string> = {}): Module {
  return lowerModule(parse(text, files));
}

/** Dump of one function. */
export function dump(module: Module, name: string): string {
  const info = module.functions.get(name);
  if (!info) throw new Error(`no function ${name}`);
  return printGraph(info.graph());
}

/** The dump of the only (or last) function of a text without its header line, each line trimmed. */
export function body(text: string): string[] {
  const module = lower(text);
  const name = [...module.functions.keys()].at(-1)!;
  return dump(module, name)
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

/** Lowers every function; gives the reasons of all incomplete ones. */
export function lowerAll(module: Module): string[] {
  const reasons: string[] = [];
  for (const info of module.functions.values()) {
    for (const reason of info.graph().incomplete) reasons.push(`${info.name}: ${sayReason(reason)}`);
  }
  return reasons;
}
