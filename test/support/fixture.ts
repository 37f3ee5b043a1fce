/**
 * Annotated fixtures: BPF C with what the checker must say written under the line it says it of.
 *
 *     	return 0;
 *     //	^^^^^^^^^ error unreleased-reference: The program ends here and ...
 *     //	kernel: Unreleased reference
 *     //	-6: 'm' gets a reference from bpf_cpumask_create()
 *
 * `-6:` is a step of the path, six lines above. Reader and writer are one pair, so `UPDATE_FIXTURES=1` rewrites the
 * annotations for review. A first line `// kernel 6.12` chooses the target kernel, `// kernel 7.0 libbpf 1.1` of user space libbpf as well,
 * `// kernel 6.18-proposed` one with the functions that were proposed.
 */
import type { Diagnostic, FileResult } from '../../server/service/types.ts';

const ANNOTATION = /^\s*\/\/[ \t]*(\^|<\d+>|kernel: |[-+]?\d+: )/;

/** The program without its annotations. */
export function strip(annotated: string): string {
  return annotated
    .split('\n')
    .filter((line) => !ANNOTATION.test(line))
    .join('\n');
}

export function kernelOf(annotated: string): string {
  return /^\/\/ kernel (\d+\.\d+(?:-proposed)?)/.exec(annotated)?.[1] ?? '6.18';
}

export function libbpfOf(annotated: string): string | undefined {
  return /^\/\/ kernel \d+\.\d+ libbpf (\d+\.\d+)/.exec(annotated)?.[1];
}

/** The program with its findings written in. */
export function annotate(text: string, result: FileResult): string {
  const lines = text.split('\n');
  const out: string[] = [];
  lines.forEach((line, i) => {
    out.push(line);
    for (const diagnostic of result.diagnostics)
      if (diagnostic.range.start.line === i) out.push(...annotation(line, i, diagnostic));
  });
  return out.join('\n');
}

function annotation(line: string, at: number, d: Diagnostic): string[] {
  const { start, end } = d.range;
  const lead = line.slice(0, start.character).replace(/[^\t]/g, ' ');
  const indent = lead.startsWith('\t') ? `//${lead}` : lead.length >= 2 ? `//${lead.slice(2)}` : '// ';
  const width =
    end.line === start.line
      ? Math.max(1, end.character - start.character)
      : Math.max(1, line.trimEnd().length - start.character);
  const mark = lead.length >= 2 || lead.startsWith('\t') ? '^'.repeat(width) : `<${start.character}>`;
  const more = end.line > start.line ? ` (+${end.line - start.line})` : '';
  const notes = d.path.map((step) => `${indent}${signed(step.range.start.line - at)}: ${step.message}`);
  return [
    `${indent}${mark}${more} ${d.severity} ${d.rule}: ${d.message}`,
    ...(d.kernelMessage ? [`${indent}kernel: ${d.kernelMessage.replaceAll('\n', ' / ')}`] : []),
    ...notes,
  ];
}

function signed(n: number): string {
  return n > 0 ? `+${n}` : `${n}`;
}
