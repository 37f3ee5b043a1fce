/** English: what the language server says, and why a function is not fully checked. */

export const en = {
  checking: 'Checking BPF C',
  settingIgnored: (problem: string) => `Setting ignored: ${problem}.`,
  projectFileIgnored: (name: string, line: number, what: string) => `${name}:${line}: ${what}`,
  settingsNotSaid: (why: string) => `The client did not send its settings: ${why}`,
  parserLost: (why: string) => `The parser cannot be loaded: ${why}`,
  textChanged: 'the text has changed',
  hasShutDown: 'the server has been shut down',
  isInitialized: 'the server is already initialized',
  notInitialized: 'the server is not initialized',
  methodUnknown: (method: string) => `Unhandled method ${method}`,
  paramsMissing: (method: string) => `${method} needs an object of parameters`,
  requestFailed: (method: string, why: string) => `${method} failed: ${why}`,
  kernelSays: (kernel: string, message: string) => `\nkernel ${kernel}: ${message}`,
  runLens: '\u25b6 Run',
  protocolBroken: (why: string) => `bpf-cpumask: the client broke the protocol: ${why}\n`,
  internalError: (what: string) => `Internal error: ${what}`,
  wasmMissing: 'initializationOptions.wasm is missing',
  frameNoMessage: 'a frame does not contain a JSON-RPC message',
  frameNoHead: 'a frame has no header',
  frameNoLength: 'a frame has no usable Content-Length',
  includedBy: (name: string, by: string) => `"${name}", included by ${by}`,
  headerNotRead: (where: string, why: string) =>
    `${where}, was not read: ${why}. Add its folder to bpfCpumask.includePaths.`,
  syntaxBreaks: (name: string, line: number, character: number) =>
    `the syntax breaks at ${name}${line}:${character}`,
  notParsed: (reason: string) => `it could not be parsed: ${reason}`,
  fileNotParsed: (where: string) => `the file could not be parsed: ${where}`,
  usesMalformed: (used: string, where: string) => `it uses '${used}', where ${where}`,
  callsGap: (name: string) => `it calls ${name}(), which was not fully checked`,
  unparsed: 'it could not be parsed',
  faultIsHere: 'the fault is here',
  help: `The language server of bpf-cpumask. An editor starts it.

Usage:
  server.js [--stdio | --node-ipc | --socket=PORT | --pipe=NAME]   (default: --stdio)

Options:
  --clientProcessId=PID   exit when that process does
  --code-cache=FOLDER     keep the server's compiled code in FOLDER (an absolute path) so that it starts faster
                          next time; off keeps none (default: bpf-cpumask in the user's cache folder)
  --help, --version
`,
  checkFailed: (name: string, what: string) => `Checking ${name} failed: ${what}`,
  fixFailed: (name: string, what: string) => `Looking for a fix in ${name} failed: ${what}`,
  parserAgain: (line: string) => `${line}; the parser is reloaded.`,
  checkFailedReason: (what: string) => `the check failed: ${what}`,
  took: (work: string, all: string) => `${work} ms of work in ${all} ms`,
  counts: (findings: number, gaps: number) => `${findings} findings, ${gaps} functions not fully checked`,
  checked: (name: string, version: number) => `Checked ${name}, version ${version}`,
  gap: (name: string, fn: string, reason: string) => `${name}: ${fn} was not fully checked: ${reason}`,
  serves: (version: string, client: string | undefined) =>
    `bpf-cpumask ${version} serves ${client ?? 'a client'}.`,
};
