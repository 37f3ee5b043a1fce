import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachOf } from '../../bpf/syntax/includes/include-roots.ts';
import { admits, isHeaderName, placesOf, scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { isWithin, join, joiner } from '../../bpf/syntax/paths.ts';

test('a name is a path, never an address', () => {
  for (const name of ['a.h', '../a.h', '/a.h', 'a/b c.h', 'a%20.h', '\u00e9.h', 'sub\\a.h'])
    assert.equal(isHeaderName(name), true, name);
  const odd = [
    '',
    'file:///a.h',
    'FILE:a',
    'http://a/b.h',
    'C:\\a.h',
    'c:a.h',
    '//host/a.h',
    '\\\\host\\a.h',
    '/\\host',
  ];
  for (const name of [...odd, '\\/host', 'a\0', 'a\u001b', '\ud800', 'x'.repeat(5_000)])
    assert.equal(isHeaderName(name), false, name);
});

const found = (root: string | undefined, paths: string[], from: string, name: string) =>
  placesOf(scopeOf({ root, paths }), from, name).map((place) => place(name));

test('places: within the root, nearest first, then the named folders', () => {
  const places = found('/r', ['/inc'], '/r/a/b', 'x.h');
  assert.equal(places[0], '/r/a/b/x.h');
  assert.ok(places.includes('/r/include/x.h'));
  assert.equal(places.at(-1), '/inc/x.h');
  assert.ok(places.every((path) => /^\/(?:r|inc)\//.test(path!)));
  assert.deepEqual(found(undefined, ['/inc'], '.', 'x.h'), ['/inc/x.h']);
  assert.deepEqual(found(undefined, [], '.', 'x.h'), []);
});

test('what leads out has no place, and what comes back has', () => {
  assert.equal(found('/r/p', [], '/r/p/a', '../../x.h')[0], undefined);
  assert.equal(found('/r/p', [], '/r/p/a', '../../p/x.h')[0], '/r/p/x.h');
  assert.equal(found('/r/p', [], '/r/p/a', '../../pp/x.h')[0], undefined);
  assert.equal(found('/r/p', ['/r/inc'], '/r/p/a', '../../inc/x.h')[0], '/r/inc/x.h');
  assert.equal(found('/r/p', [], '/r/p/a', '/etc/passwd')[0], undefined);
  assert.equal(found('/r/p', [], '/r/p/a', '/r/p/x.h')[0], '/r/p/x.h');
  assert.equal(found('C:/r', [], 'C:/r/a', '..\\..\\x.h')[0], undefined);
  assert.equal(found('file:///r', [], 'file:///r/a', '../../x.h')[0], undefined);
  assert.equal(
    found('file:///r', [], 'file:///r/a', '%2e%2e/%2e%2e/x.h')[0],
    'file:///r/a/%252e%252e/%252e%252e/x.h',
  );
  assert.equal(found('vscode-vfs://h/r', [], 'vscode-vfs://h/r', '/r/x.h')[0], 'vscode-vfs://h/r/x.h');
});

test('a folder is no prefix of its neighbours', () => {
  assert.equal(isWithin('/r/pp', '/r/p'), false);
  assert.equal(isWithin('/r/p', '/r/p/'), true);
  assert.equal(isWithin('/x', '/'), true);
  assert.equal(admits(scopeOf({ root: '/r/p', paths: [] }), '/r/pp/x.h'), false);
});

test('in a URI a name is encoded, the same by both ways', () => {
  for (const name of ['a b.h', 'a%20b.h', 'a?b#c.h', 'a+b@c.h', '\u00e9.h', 'plain/x-1_2.h'])
    assert.equal(joiner('file:///r')(name), join('file:///r', name), name);
  assert.equal(join('file:///r', 'a%20?#.h'), 'file:///r/a%2520%3F%23.h');
  assert.equal(joiner('/r')('a%20?#.h'), '/r/a%20?#.h');
});

test('the reach of a document: its repository, the workspace, its folder; and what the settings name', () => {
  const repositoryOf = (folder: string) =>
    folder.startsWith('file:///w/repo') ? 'file:///w/repo' : undefined;
  const host = { folders: ['file:///w', 'file:///w/in', 'vscode-vfs://h/v'], repositoryOf };
  const reach = (uri: string, ...paths: string[]) => reachOf(host, uri, paths);
  assert.deepEqual(
    reach('file:///w/repo/a/b.c', '../inc', '/usr/include', '\u0024{workspaceFolder}/x y', 'C:\\k\\inc'),
    {
      root: 'file:///w/repo',
      paths: ['file:///inc', 'file:///usr/include', 'file:///w/x%20y', 'file:///c%3A/k/inc'],
    },
  );
  assert.equal(reach('file:///w/in/a/b.c').root, 'file:///w/in');
  assert.equal(reach('file:///w/into/b.c').root, 'file:///w');
  assert.equal(reach('file:///elsewhere/a/b.c').root, 'file:///elsewhere/a');
  assert.deepEqual(reach('vscode-vfs://h/v/a/b.c', 'inc'), {
    root: 'vscode-vfs://h/v',
    paths: ['vscode-vfs://h/v/inc'],
  });
  assert.deepEqual(reach('untitled:Untitled-1', 'inc'), { root: undefined, paths: ['file:///w/inc'] });
});
