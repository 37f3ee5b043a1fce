import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milestone } from '../../client/progress.ts';
import { statusText } from '../../client/server/status.ts';
import type { Status } from '../../server/lsp/status.ts';

const NONE = { error: 0, warning: 0, information: 0, hint: 0 };

function status(
  more: Partial<Omit<Status, 'findings'>> & { findings?: Partial<Status['findings']> },
): Status {
  const base = { uri: 'file:///a.bpf.c', state: 'idle', incomplete: [], kernel: '6.18' } as const;
  return { ...base, ...more, findings: { ...NONE, ...more.findings } };
}

/** What the item shows, in one string. */
function shown(text: ReturnType<typeof statusText>): string {
  const { text: words, detail, severity, busy, command } = text;
  return `${words}|${detail}|${severity}${busy ? ' busy' : ''}|${command}`;
}

test('a document says what was found', () => {
  const told = (given: Status | undefined) => shown(statusText('running', given));
  assert.equal(told(undefined), 'cpumask: checking||information busy|showLog');
  assert.equal(told(status({ state: 'working' })), 'cpumask: checking|kernel 6.18|information busy|showLog');
  assert.equal(told(status({})), 'cpumask: clean|kernel 6.18|information|showLog');
  assert.equal(told(status({ state: 'off' })), 'cpumask: off||information|showLog');
  assert.equal(
    told(status({ findings: { error: 2, warning: 1 }, kernel: '6.12' })),
    'cpumask: 2 errors, 1 warning|kernel 6.12|information|showLog',
  );
  assert.equal(
    told(status({ findings: { information: 1, hint: 2 } })),
    'cpumask: 3 notes|kernel 6.18|information|showLog',
  );
});

test('a document that was not fully checked is not called clean', () => {
  const incomplete = [{ function: 'f', reason: 'too many states' }];
  assert.equal(
    shown(statusText('running', status({ incomplete }))),
    'cpumask: no findings|kernel 6.18, 1 function not fully checked|information|showLog',
  );
});

test('a server that does not run offers a restart', () => {
  assert.equal(shown(statusText('stopped', undefined)), 'cpumask: stopped||information|restart');
  assert.equal(
    shown(statusText('failed', status({}))),
    'cpumask: stopped|The language server cannot run|error|restart',
  );
  assert.equal(shown(statusText('starting', undefined)), 'cpumask: starting||information busy|showLog');
});

test('the walkthrough goes on when a finding is seen and when it is mended', () => {
  const leak = status({ findings: { error: 1 } });
  assert.equal(milestone(undefined, leak), 'sawFinding');
  assert.equal(milestone(leak, status({ state: 'working' })), undefined);
  assert.equal(milestone(leak, status({})), 'fixedFinding');
  assert.equal(milestone(undefined, status({})), undefined);
});
