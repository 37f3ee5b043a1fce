// A benchmark, not a test: how long a code action is waited for while somebody types, beside a request that costs nothing.
//   node test/bench/actions.mjs [--lines 5000] [--gap 150] [--keys 60]
import { sourceOfLength } from './inputs.mjs';
import { NONE, numbersOf, openServer, pause, stopwatch } from './session.mjs';

const { lines, gap, keys } = numbersOf({ lines: 5000, gap: 150, keys: 60 });
const uri = 'file:///bench/actions.bpf.c';
const capabilities = {
  workspace: { diagnostics: { refreshSupport: true }, workspaceEdit: { documentChanges: true } },
  textDocument: {
    diagnostic: {},
    codeAction: {
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
    },
  },
};

/** Every sixth program leaves its mask behind. */
function leaking() {
  let count = 0;
  return sourceOfLength(lines).replaceAll('\told = bpf_kptr_xchg(&slot->mask, mask);\n', (line) =>
    count++ % 6 === 1 ? `\tif (first == 7)\n\t\treturn -EINVAL;\n${line}` : line,
  );
}

const text = leaking();
const { items, edit, ask, close } = await openServer({ uri, text, capabilities });
const { range } = items[items.length >> 1];
const actionsIn = (of) =>
  ask('textDocument/codeAction', { textDocument: { uri: of }, range, context: { diagnostics: [] } });
const isThere = async () => (await actionsIn(uri)).some(({ isPreferred }) => isPreferred);
for (let left = 600; left > 0 && !(await isThere()); left--) await pause(100);

const { timed, report } = stopwatch(['action', 'nothing']);
const action = () => timed('action', () => actionsIn(uri));
const nothing = () => timed('nothing', () => actionsIn(NONE));
const line = range.start.line - 2;
let character = text.split('\n')[line].length;
const waiting = [];
for (let key = 0; key < keys; key++) {
  const place = { line, character: character++ };
  edit({ start: place, end: place }, ' cpu = 1;'[key % 9]);
  // Directly behind the key, and somewhere before the next.
  waiting.push(action());
  const part = (key * 0.618) % 1;
  await pause(gap * part);
  waiting.push(...(key % 2 ? [action(), nothing()] : [nothing(), action()]));
  await pause(gap * (1 - part));
}
await Promise.all(waiting);
report();
close();
