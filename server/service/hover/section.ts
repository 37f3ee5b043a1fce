/** What a section makes of the function behind it, where the pointer is on its name. */
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import { PROGRAM_TYPES, programOf } from '../../../bpf/kernel/program-types.ts';
import type { Version } from '../../../bpf/kernel/types.ts';
import { inRange } from '../../../bpf/kernel/versions.ts';
import { words } from '../../../bpf/words/hover.ts';
import { saidInHover } from '../../../bpf/words/language.ts';
import { lineStart } from '../text.ts';

const SECTION = /\bSEC\s*\(\s*"([^"\\\n]{0,200})"/g;

/** `) int BPF_PROG(name`: the macro that defines the function. */
const MACRO = /^\s*\)\s*(?:\w+[\s*]+){0,4}([A-Z]\w*)\s*\(/;
const MOST_BEHIND = 300;

export interface SectionHover {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** undefined: the offset is in no name of a section, or it makes no program. */
export function sectionHover(text: string, offset: number, kernel: Version): SectionHover | undefined {
  const line = lineStart(text, offset);
  const end = text.indexOf('\n', offset);
  for (const found of text.slice(line, end < 0 ? text.length : end).matchAll(SECTION)) {
    const name = found[1]!;
    const start = line + found.index + found[0].length - name.length - 1;
    if (offset < start || offset > start + name.length) continue;
    const behind = text.slice(line + found.index + found[0].length, end + MOST_BEHIND);
    const told = aboutProgram(name, MACRO.exec(behind)?.[1] ?? '', kernel);
    return told === undefined ? undefined : { text: told, start, end: start + name.length };
  }
  return undefined;
}

function aboutProgram(name: string, macro: string, kernel: Version): string | undefined {
  const { type, sleepable, arguments: args, target } = programOf(name, macro);
  if (type === '') return undefined;
  const { fact } = words();
  const takesMasks = lookupFunction('bpf_cpumask_create')?.programTypes?.some(
    (rule) => rule.type === type && inRange(rule, kernel),
  );
  const facts = [
    fact(words().programType, saidInHover(PROGRAM_TYPES[type].said)),
    target === '' ? '' : fact(words().attachedTo, `\`${target}\``),
    fact(words().context, sleepable ? words().sectionSleeps : words().sectionAwake),
    fact(words().arguments, words().sectionArguments[args]),
    fact(words().masks, takesMasks ? words().masksTaken : words().masksRefused(kernel)),
  ];
  const listed = facts.filter((one) => one !== '').map((one) => `- ${one}`);
  return `\`\`\`c\nSEC("${name}")\n\`\`\`\n\n${listed.join('\n')}`;
}
