/**
 * What the analysis finds in every program of the repository, recorded: kinds, places, paths and work. Words are left out.
 * It says that something changed, not that it was right before; `UPDATE_RECORDED=1` rewrites the record for review.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { openSession } from '../../server/service/session.ts';
import type { Diagnostic, PathStep } from '../../server/service/types.ts';
import { kernelOf, strip } from '../support/fixture.ts';

const RECORD = 'test/analysis/recorded.golden';
const FOLDERS = ['test/verdicts', 'test/documentation', 'examples', 'test/truth/verify', 'test/fixtures'];

const recorded = new Map<string, string>();
if (existsSync(RECORD))
  for (const section of readFileSync(RECORD, 'utf8').split(/^## /m).slice(1)) {
    const end = section.indexOf('\n');
    recorded.set(section.slice(0, end), section.slice(end + 1));
  }

before(() => initSyntaxNode());

function programs(): readonly string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.bpf.c'))
      .sort()
      .map((name) => join(folder, name).replaceAll('\\', '/')),
  );
}

const linesOf = (path: readonly PathStep[]) => path.map(({ range }) => range.start.line + 1).join(' ');

function finding({ rule, severity, program, range, path, others }: Diagnostic): string {
  const { start, end } = range;
  const place = `${start.line + 1}:${start.character}-${end.line + 1}:${end.character}`;
  const more = (others ?? []).map((other) => `, ${other.program} via ${linesOf(other.path)}`).join('');
  return `${place} ${severity} ${rule}: ${program} via ${linesOf(path)}${more}`;
}

/** What a check of a file came to, a line each. */
function found(path: string): string {
  const annotated = readFileSync(path, 'utf8');
  const session = openSession(path, strip(annotated), { read: () => undefined });
  const { diagnostics, incomplete } = atOnce(session.check(kernelOf(annotated)));
  const { roots } = session.checked();
  const faults = roots.flatMap(({ root, faults }) =>
    faults.map(
      ({ id, what, data, trace }) =>
        `${root.name}: ${id}/${what} ${JSON.stringify(data)} after ${trace?.length ?? 0}`,
    ),
  );
  const lines = [
    `work ${roots.reduce((sum, { needed }) => sum + needed, 0)}`,
    ...diagnostics.map(finding),
    ...faults,
    ...incomplete.map((gap) => `not checked: ${gap.function}`),
  ];
  session.close();
  return `${lines.join('\n')}\n`;
}

const now = new Map<string, string>();

for (const path of programs())
  test(path, () => {
    now.set(path, found(path));
    if (!process.env.UPDATE_RECORDED) assert.equal(now.get(path), recorded.get(path));
  });

after(() => {
  if (process.env.UPDATE_RECORDED)
    writeFileSync(RECORD, [...now].map(([path, text]) => `## ${path}\n${text}`).join(''));
});
