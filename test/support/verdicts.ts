/** Holds the checker against recorded verdicts of a kernel. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFile } from '../../server/service/check.ts';

interface Verdict {
  readonly program: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly accepted: boolean;
  readonly message?: string;
  readonly line?: number;
}
export interface VerdictFile {
  readonly name: string;
  readonly text: string;
  readonly programs: readonly Verdict[];
}
export interface Agreement {
  total: number;
  right: number;
  accepted: number;
  hits: number;
  sameMessage: number;
  placed: number;
  sameLine: number;
  falseAlarms: string[];
  missed: string[];
}

/** Messages about compiled code only: a correct source made unverifiable, or undefined behaviour. */
const ARTEFACT =
  /pointer \|= pointer|jumps is too complex|!read_ok|invalid mem access .scalar.|min value is|math between/;

export function loadVerdicts(folder: string): VerdictFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.bpf.c'))
    .sort()
    .map((name) => ({
      name,
      text: readFileSync(join(folder, name), 'utf8'),
      programs: JSON.parse(readFileSync(join(folder, name.replace('.bpf.c', '.json')), 'utf8')).programs,
    }));
}

const plain = (message: string) => message.trim().replace(/\d+/g, 'N').slice(0, 40);

/** A program counts as refused when an error lies within its lines or names it. */
export function agreement(files: readonly VerdictFile[]): Agreement {
  const score: Agreement = {
    total: 0,
    right: 0,
    accepted: 0,
    hits: 0,
    sameMessage: 0,
    placed: 0,
    sameLine: 0,
    falseAlarms: [],
    missed: [],
  };
  for (const file of files) {
    const result = checkFile(file.name, file.text, { read: () => undefined }, { kernel: '6.18' });
    const errors = result.diagnostics.filter((d) => d.severity === 'error');
    for (const q of file.programs) {
      if (!q.accepted && ARTEFACT.test(q.message ?? '')) continue;
      const mine = errors.filter(
        (d) =>
          (q.startLine <= d.range.start.line + 1 && d.range.start.line + 1 <= q.endLine) ||
          d.program === q.program,
      );
      score.total++;
      if (q.accepted) score.accepted++;
      if (q.accepted === (mine.length === 0)) score.right++;
      else if (q.accepted)
        score.falseAlarms.push(
          `${file.name} ${q.program}:${mine[0]!.range.start.line + 1} ${mine[0]!.rule}: ${mine[0]!.message}`,
        );
      else score.missed.push(`${file.name} ${q.program}:${q.line} ${q.message}`);
      if (q.accepted || mine.length === 0) continue;
      score.hits++;
      if (mine.some((d) => plain(d.kernelMessage) === plain(q.message ?? ''))) score.sameMessage++;
      if (!q.line || /Unreleased|BPF_EXIT/.test(q.message ?? '')) continue;
      score.placed++;
      if (mine.some((d) => d.range.start.line + 1 <= q.line! && q.line! <= d.range.end.line + 1))
        score.sameLine++;
    }
  }
  return score;
}
