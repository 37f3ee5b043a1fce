/** Names that mean something to a terminal, an editor or Markdown: shown as what they are, obeyed by nobody. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inMarkdown, printable, printableLines } from '../../bpf/syntax/printable.ts';
import { sarifReporter } from '../../cli/output/sarif.ts';
import { plain } from '../../client/run/plain.ts';
import { builtCli } from '../cli/built.ts';
import { finding, folder } from '../cli/support.ts';
import { PULL, start } from './client.ts';

const onLinux = { skip: process.platform !== 'linux' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** A header's name with everything in it. */
const NAME = '<img src=x>`*[a](http:b)*`&lt;\u001b[31m\u202e_x.h';

const HEADER = `static struct bpf_cpumask *make(void)
{
	return bpf_cpumask_create();
}
`;
const SOURCE = `#include "${NAME}"
SEC("tp_btf/task_newtask\u202e\u001b[31m")
int BPF_PROG(leaks, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = make();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(1, mask);
	if (flags & 1)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}
`;

test('a header with a hostile name: findings, their path, the hover, the log', onLinux, async (t) => {
  // What is no name for an include is none for the file either.
  const name = NAME.replace('\u001b', '');
  const cwd = folder(t, { [name]: HEADER });
  const source = SOURCE.replace(NAME, name);
  const uri = pathToFileURL(join(cwd, 'a.bpf.c')).href;
  const client = await start({ capabilities: PULL });
  client.open(uri, source);
  const { items } = await client.pull(uri);
  assert.equal(items.length, 1);
  assert.ok(
    items[0]!.relatedInformation!.some(({ location }) => location.uri.endsWith('_x.h')),
    'the header is read',
  );
  const hover = await client.hover(uri, source, 'set_cpu(1, |mask');
  assert.match(hover, /owned since /);
  assert.ok(hover.includes(inMarkdown(name)), hover);
  assert.doesNotMatch(hover, /(?<!\\)[<[]|\u202e/);
  await client.stop();
  for (const { params } of client.log)
    assert.doesNotMatch(JSON.stringify(params).replace(/\\u001b/g, '\u001b'), ODD);
});

test('clients without Markdown get the name as it is', onLinux, async (t) => {
  const cwd = folder(t, { 'a_*b*.h': HEADER });
  const uri = pathToFileURL(join(cwd, 'a.bpf.c')).href;
  const source = SOURCE.replace(NAME, 'a_*b*.h');
  const client = await start({ capabilities: { textDocument: { hover: { contentFormat: ['plaintext'] } } } });
  client.open(uri, source);
  await client.pushed(uri);
  assert.match(await client.hover(uri, source, 'set_cpu(1, |mask'), /owned since a_\*b\*\.h/);
  await client.stop();
});

test('the terminal', onLinux, async (t) => {
  const cwd = folder(t, {});
  const path = join(cwd, 'e\u001b[31m\u202ex', 'b\nc.bpf.c');
  mkdirSync(dirname(path));
  writeFileSync(path, SOURCE.replace(/#include.*\n/, HEADER));
  for (const args of [
    ['check', '-v', '.'],
    ['run', path],
    ['check', 'nowhere\u001b[31m'],
    ['explain', 'a\u202e'],
  ]) {
    const { out, err } = await builtCli(args, { cwd });
    assert.doesNotMatch(out + err, ODD, args.join(' '));
  }
});

test('the panel', () => {
  const record = {
    a: ['x\u001b[31m', { b: 'y\u202e', n: 1, words: [1, 2], none: null }],
    lines: 'a\n\tb\r\nc',
  };
  assert.deepEqual(plain(record), {
    a: ['x\ufffd[31m', { b: 'y\ufffd', n: 1, words: [1, 2], none: null }],
    lines: 'a\n\tb\nc',
  });
});

test('SARIF: no link comes out of a name', () => {
  const reporter = sarifReporter({ version: '', kernel: '6.18', rules: [], show: (path) => path });
  const found = { ...finding('error', 0, 1), message: "'[a](http://b)' \u202e" };
  reporter.file({ path: 'a', diagnostics: [found], incomplete: [] }, { count: 0, line: () => '' });
  const [{ results }] = JSON.parse(
    reporter.end({
      files: 1,
      fixes: 0,
      kernels: ['6.18'],
      counts: { error: 1, warning: 0, information: 0, hint: 0 },
      incomplete: 0,
      suppressed: 0,
    }),
  ).runs;
  assert.equal(results[0].message.text, "'[a] (http://b)' \ufffd");
});

test('what is replaced, and what is kept', () => {
  assert.equal(printable('a\tb c\u00e9\u4e2d\u200d'), 'a\tb c\u00e9\u4e2d\u200d');
  assert.equal(printable('\n\u0000\u009b\u2028\u200b\ufeff'), '\ufffd'.repeat(6));
  assert.equal(printableLines('a\nb\r\nc\u0007'), 'a\nb\nc\ufffd');
  assert.equal(inMarkdown('a.h'), 'a.h');
  assert.equal(inMarkdown('<b>*_`[x](y)'), '\\<b\\>\\*\\_\\`\\[x\\]\\(y\\)');
});
