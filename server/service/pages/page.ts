/** Pages by what they are about: rules, complaints about suppressions, functions of the kernel's catalogue. */
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import type { KernelFunction, Version } from '../../../bpf/kernel/types.ts';
import { functionHover } from '../hover-function.ts';
import { allDocs, withFixes } from './rule-docs.ts';
import { rulePage } from './rule-page.ts';

const FUNCTION = 'function/';

/** What the page of a function is asked for with. */
export const functionSubject = (name: string): string => `${FUNCTION}${name}`;

/** Markdown; undefined: there is no such page. The parser must be there. */
export function pageAbout(subject: string, kernel: Version): string | undefined {
  if (subject.startsWith(FUNCTION)) {
    const fn = lookupFunction(subject.slice(FUNCTION.length));
    return fn && functionPage(fn, kernel);
  }
  const doc = allDocs().find(({ id }) => id === subject);
  return doc && rulePage(withFixes(doc));
}

function functionPage(fn: KernelFunction, kernel: Version): string {
  const source = fn.source === undefined ? [] : [`\`${fn.source}\``];
  return `${[`# ${fn.name}`, functionHover(fn, kernel), ...source].join('\n\n')}\n`;
}
