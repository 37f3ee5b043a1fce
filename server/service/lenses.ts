/** Where an editor offers to run something: the programs of a file. */

import type { Module } from '../../bpf/flow/graph.ts';
import { programsOf } from '../../bpf/flow/programs.ts';
import { isUserC } from '../../bpf/syntax/detect.ts';
import { marksOf } from '../../bpf/syntax/mask/marks.ts';
import type { ParsedFile } from '../../bpf/syntax/types.ts';

export interface Lens {
  readonly name: string;
  /** From `SEC` on, if it has one, to the end of the name. */
  readonly start: number;
  readonly end: number;
}

/** One a program, in source order, or of user space `main()`; reads what is parsed already and lowers no function. */
export function lensesOf(file: ParsedFile, module: Module): Lens[] {
  if (isUserC(file.path, file.text)) {
    const main = module.functions.get('main');
    return main?.path === file.path ? [{ name: main.name, start: main.start, end: main.nameEnd }] : [];
  }
  let behind = 0;
  return programsOf(module).map((fn) => {
    const sections = marksOf(file, behind, fn.nameStart).filter(({ kind }) => kind === 'section');
    behind = fn.end;
    const section = sections.findLast((mark) => mark.kind === 'section' && mark.name === fn.section);
    return { name: fn.name, start: Math.min(section?.start ?? fn.start, fn.start), end: fn.nameEnd };
  });
}
