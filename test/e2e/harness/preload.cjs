/** Loaded into every Node process of the editor's server, and by itself into their children. */
const childProcess = require('node:child_process');
const { syncBuiltinESMExports } = require('node:module');

require('./guard.cjs');
require('./spdlog.cjs');

const PRELOAD = `--require ${__filename}`;

/** VS Code takes NODE_OPTIONS from the environment of what it starts: puts it back. */
function keep(name) {
  const start = childProcess[name];
  childProcess[name] = function (program, ...rest) {
    const at = Array.isArray(rest[0]) ? 1 : 0;
    const { env = process.env, ...options } = rest[at] ?? {};
    const others = (env.NODE_OPTIONS ?? '').replace(PRELOAD, '').trim();
    rest[at] = { ...options, env: { ...env, NODE_OPTIONS: `${PRELOAD} ${others}`.trim() } };
    return start.call(this, program, ...rest);
  };
}

keep('fork');
keep('spawn');
syncBuiltinESMExports();
