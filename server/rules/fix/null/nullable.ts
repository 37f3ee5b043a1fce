/** A global function that does not take NULL: it can, and tests it itself. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { at, insertBefore } from '../edits.ts';
import { kidOf, placed } from '../tree.ts';
import { exitsAt } from './exit.ts';
import type { NullFault } from './facts.ts';
import { nullTest } from './style.ts';

export function* nullableParameter(fault: NullFault, cx: FixContext): Generator<Candidate, void, void> {
  if (fault.what !== 'global') return;
  const { function: name, arg } = fault.data;
  const info = cx.module.functions.get(name);
  const parameter = info?.params[arg];
  const fn = cx.file.root.kids.find(
    ({ type, start }) => type === 'function_definition' && start === info?.start,
  );
  const body = kidOf(fn, 'body');
  const first = body?.kids.find(({ type }) => type !== 'declaration');
  if (!fn || !first || !parameter || info?.path !== cx.file.path) return;
  const tag = cx.file.marks.find(
    (mark) =>
      mark.kind === 'attribute' &&
      mark.name === '__arg_trusted' &&
      mark.start > startOf(cx, fn.start, parameter.name),
  );
  if (!tag || tag.start > body!.start) return;
  const place = {
    cx,
    fn,
    offset: first.start,
    around: [body!, fn],
    by: '',
    held: [],
    pointer: parameter.name,
  };
  for (const { act, code } of exitsAt(place))
    yield {
      title: words().nullTest.nullable(name, parameter.name, act),
      edits: [
        at(tag.end, ' __arg_nullable'),
        ...insertBefore(cx, placed(cx.file, first), nullTest(cx, parameter.name, code)),
      ],
    };
}

/** Where the parameter's name stands: its tags come behind. */
function startOf({ file }: FixContext, from: number, name: string): number {
  const found = new RegExp(`\\b${name}\\b`).exec(file.text.slice(from));
  return from + (found?.index ?? 0);
}
