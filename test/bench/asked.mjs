// A benchmark, not a test: how long an editor waits for what it asks while somebody types, beside a request that costs nothing.
//   node test/bench/asked.mjs [--lines 5000] [--gap 120] [--rounds 8]
import { sourceOfLength } from './inputs.mjs';
import { NONE, numbersOf, openServer, pause, stopwatch } from './session.mjs';

const { lines, gap, rounds } = numbersOf({ lines: 5000, gap: 120, rounds: 8 });
const uri = 'file:///bench/asked.bpf.c';
const capabilities = {
  workspace: { diagnostics: { refreshSupport: true } },
  textDocument: {
    diagnostic: {},
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    signatureHelp: { signatureInformation: { activeParameterSupport: true } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    hover: { contentFormat: ['markdown'] },
    inlayHint: {},
  },
};

const settings = { suggest: 'all', inlayHints: true };
const text = sourceOfLength(lines);
const { able, edit, ask, close } = await openServer({ uri, text, capabilities, settings });

/** In the middle, behind a line that every function has. */
const MARK = 'bpf_rcu_read_unlock();\n';
const before = text.slice(0, text.indexOf(MARK, text.length >> 1) + MARK.length);
const line = before.split('\n').length - 1;
const TYPED = '\tbpf_cpumask_and(mask, bpf_cpumask_first((const struct cpumask *)mask), old);';

const document = { textDocument: { uri } };
const none = { textDocument: { uri: NONE } };
const REQUESTS = {
  nothing: (at) => ['textDocument/hover', { ...none, ...at }],
  completion: (at) => ['textDocument/completion', { ...document, ...at, context: { triggerKind: 1 } }],
  signature: (at) => ['textDocument/signatureHelp', { ...document, ...at }],
  symbols: () => ['textDocument/documentSymbol', document],
  hover: () => ['textDocument/hover', { ...document, position: { line: line - 2, character: 4 } }],
  hints: () => [
    'textDocument/inlayHint',
    {
      ...document,
      range: { start: { line: line - 30, character: 0 }, end: { line: line + 30, character: 0 } },
    },
  ],
};
const PROVIDERS = {
  completion: 'completionProvider',
  signature: 'signatureHelpProvider',
  symbols: 'documentSymbolProvider',
  hints: 'inlayHintProvider',
};
const asked = Object.keys(REQUESTS).filter((name) => !PROVIDERS[name] || able[PROVIDERS[name]]);
const { timed, report } = stopwatch(asked);
let turn = 0;
const next = (at) => {
  const name = asked[turn++ % asked.length];
  return timed(name, () => ask(...REQUESTS[name](at)));
};
for (let round = 0; round < rounds; round++) {
  for (let character = 0; character < TYPED.length; character++) {
    const place = { line, character };
    edit({ start: place, end: place }, TYPED[character]);
    const at = { position: { line, character: character + 1 } };
    // Directly behind the key, and somewhere before the next.
    await next(at);
    await pause(gap * 0.6);
    await next(at);
    await pause(gap * 0.4);
  }
  edit({ start: { line, character: 0 }, end: { line, character: TYPED.length } }, '');
}
report();
close();
