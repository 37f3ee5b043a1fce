/** The smallest language server over stdio: a diagnostic where the text has `leak`, and a hover. */
let input = Buffer.alloc(0);

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  process.stdout.write(`Content-Length: ${body.length}\r\n\r\n`);
  process.stdout.write(body);
}

function publish(uri, text) {
  const lines = text.split('\n');
  const line = lines.findIndex((content) => content.includes('leak'));
  const character = lines[line]?.indexOf('leak');
  const range = { start: { line, character }, end: { line, character: character + 4 } };
  const diagnostics =
    line < 0 ? [] : [{ range, severity: 1, source: 'probe', message: 'Probe found a leak' }];
  send({ method: 'textDocument/publishDiagnostics', params: { uri, diagnostics } });
}

const ANSWERS = {
  initialize: () => ({ capabilities: { textDocumentSync: 1, hoverProvider: true } }),
  'textDocument/hover': () => ({ contents: { kind: 'plaintext', value: 'Probe hover' } }),
  'textDocument/didOpen': ({ textDocument }) => publish(textDocument.uri, textDocument.text),
  'textDocument/didChange': ({ textDocument, contentChanges }) =>
    publish(textDocument.uri, contentChanges[0].text),
  exit: () => process.exit(),
};

process.stdin.on('data', (chunk) => {
  input = Buffer.concat([input, chunk]);
  for (;;) {
    const head = input.indexOf('\r\n\r\n');
    if (head < 0) return;
    const end = head + 4 + Number(/Content-Length: (\d+)/i.exec(input.toString('latin1', 0, head))[1]);
    if (input.length < end) return;
    const { id, method, params } = JSON.parse(input.toString('utf8', head + 4, end));
    input = input.subarray(end);
    const result = ANSWERS[method]?.(params) ?? null;
    if (id !== undefined) send({ id, result });
  }
});
