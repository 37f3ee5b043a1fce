/** A leak beside what is mutated. It must be found whatever stands in another function. */
import { isWhole, tokensOf } from './tokens.ts';

export const PLANT_EXIT = 'return 4711;';
export const PLANT_NAME = 'planted_leak';
const HEADERS = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_tracing.h>\n\n';
const PLANT = `SEC("tp_btf/task_newtask")
int BPF_PROG(${PLANT_NAME}, struct task_struct *planted_task, u64 planted_flags)
{
	struct bpf_cpumask *planted = bpf_cpumask_create();

	if (!planted)
		return 0;
	bpf_cpumask_setall(planted);
	${PLANT_EXIT}
}
`;

export type Where = 'before' | 'behind';

export function planted(text: string, where: Where): string {
  return where === 'before' ? `${HEADERS}${PLANT}\n${text}` : `${HEADERS}${text}\n;\n${PLANT}`;
}

/** Whether a text has the plant, and nothing else in it takes it away. */
export function holdsPlant(text: string): boolean {
  const [before, behind] = [`${HEADERS}${PLANT}\n`, `\n;\n${PLANT}`];
  if (text.startsWith(before)) return keepsPlant(text.slice(before.length), 'before');
  return (
    text.endsWith(behind) &&
    text.startsWith(HEADERS) &&
    keepsPlant(text.slice(HEADERS.length, -behind.length), 'behind')
  );
}

/** The text is whole around the plant as well: nothing excuses that it is not seen. */
export function isPlantSure(text: string): boolean {
  const isPlain = (text: string) => isHarmless(text) || /^\s*#\s*(?:if|else|endif|undef)/.test(text);
  return isClosed(text) && tokensOf(text).every(({ kind, text }) => kind !== 'directive' || isPlain(text));
}

/** Words of the plant that a program may not give a meaning of its own; everybody uses them in calls. */
const WORDS: ReadonlySet<string> = new Set(
  tokensOf(HEADERS + PLANT).flatMap((token) => (token.kind === 'word' ? [token.text] : [])),
);

/**
 * Whether C itself keeps the plant out of what the text does. Undecided is no: `text` may hold anything, and only a plant
 * that every compiler sees is asked for. A plant that stands before the text is only lost by a second meaning of its names.
 */
function keepsPlant(text: string, where: Where): boolean {
  if (where === 'behind' && !isClosed(text)) return false;
  const tokens = tokensOf(text);
  let depth = 0;
  for (const [i, { kind, text: word }] of tokens.entries()) {
    if (kind === 'directive' && where === 'behind' && !isHarmless(word)) return false;
    if (kind === 'sign') depth += word === '{' ? 1 : word === '}' ? -1 : 0;
    if (kind !== 'word' || !OWN.test(word)) continue;
    if (depth <= 0 || tokens[i + 1]?.text !== '(' || !CALLED.test(tokens[i - 1]?.text ?? '')) return false;
  }
  return true;
}

/** Functions of the plant: elsewhere they may only be called, not declared, defined or used as the name of a variable. */
const OWN = /^(?:bpf_cpumask_(?:create|setall)|planted\w*)$/;
const CALLED = /^(?:[;{}=(,!]|return)$/;

function isClosed(text: string): boolean {
  return isWhole(text) && !/\r(?!\n)|\\\r?\n|\?\?|[^\t\n\r -~]|_Pragma|\basm\b/.test(text);
}

/** An include of what ships, or a macro that gives no word of the plant another meaning and is balanced in itself. */
function isHarmless(directive: string): boolean {
  const [, name, body] = /^\s*#\s*define\s+(\w+)(?:\([\w, ]*\)|(?=\s|$))(.*)$/s.exec(directive) ?? [];
  if (name !== undefined) return !WORDS.has(name) && isWhole(`${body};`);
  const [, quoted, bracketed] = /^\s*#\s*include\s*(?:"([^"]*)"|<([^>]*)>)\s*$/.exec(directive) ?? [];
  return /^(?:vmlinux\.h|bpf\/bpf_\w+\.h)$/.test(quoted ?? bracketed ?? '');
}
