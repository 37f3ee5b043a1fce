/** Runs what is marked in a text: «…» is a selection, ¦ a cursor. Both are taken out. */
import { linesOf, positionAt, type Range } from '../../bpf/syntax/lines.ts';
import { answer } from '../../emulator/worker/answer.ts';
import type { RunRecord, RunReply, RunRequest, Target } from '../../emulator/worker/messages.ts';

export function marked(source: string): { text: string; target: Target } {
  const ranges: { start: number; end: number }[] = [];
  let text = '';
  for (const char of source) {
    if (char === '«' || char === '¦') ranges.push({ start: text.length, end: text.length });
    else if (char === '»') ranges.at(-1)!.end = text.length;
    else text += char;
  }
  const lines = linesOf(text);
  const at = ({ start, end }: { start: number; end: number }): Range => {
    return { start: positionAt(lines, start), end: positionAt(lines, end) };
  };
  return { text, target: { kind: 'at', ranges: ranges.map(at) } };
}

export function ask(source: string, more: Partial<RunRequest> = {}): RunReply {
  const { text, target } = marked(source);
  const request: RunRequest = {
    kind: 'run',
    id: 7,
    path: 'file:///t.bpf.c',
    text,
    files: {},
    target,
    values: {},
    kernel: '6.18',
    ...more,
  };
  return answer(request, () => {});
}

export function record(source: string, values: RunRequest['values'] = {}): RunRecord {
  const reply = ask(source, { values });
  if (reply.kind !== 'done') throw new Error(`it did not run: ${JSON.stringify(reply)}`);
  return reply.record;
}

/** Inputs but those of the machine, as `label=value`. */
export function inputsOf({ inputs }: RunRecord): string {
  return inputs
    .filter(({ group }) => group !== 'Machine')
    .map(({ label, value, problem }) => `${label}=${value}${problem ? ` (${problem})` : ''}`)
    .join(' ');
}

/** Names of the calls, in order. */
export function callsOf({ events }: RunRecord): string {
  return events
    .filter(({ kind }) => kind === 'call')
    .map(({ name }) => name.replace(/^bpf_(cpumask_)?/, ''))
    .join(' ');
}

/** Variables at the end: `cpu=3 mask=mask 1`. */
export function variablesOf({ events }: RunRecord): string {
  const last = events.findLast(({ change }) => change.variables)?.change.variables ?? [];
  return last.map(({ name, value }) => `${name}=${value}`).join(' ');
}
